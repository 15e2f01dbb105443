package dev.lull.hold;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds on some days from some time to another, by the clock on the wall there. Compared are days and times as that clock
 * shows them, so an hour that summer time skips is not there to be in, and one that it repeats counts twice.
 *
 * @param text what was asked for
 * @param days on which it begins
 * @param end the next day's, if not after {@code begin}; midnight is 00:00 of the next day
 */
record BusinessHours(String text, Set<DayOfWeek> days, LocalTime begin, LocalTime end, ZoneId zone, Clock clock)
        implements HoldProbe {

    private static final Pattern FORM =
            Pattern.compile("(?:([A-Za-z][A-Za-z,-]*)\\s+)?(\\d{1,2}:\\d{2})-(\\d{1,2}:\\d{2})(?:\\s+(\\S+))?");

    @Override
    public Finding look() {
        return isWithin(ZonedDateTime.ofInstant(clock.instant(), zone))
                ? Finding.held("until " + end + " " + zone)
                : Finding.free("it is not " + text);
    }

    private boolean isWithin(ZonedDateTime now) {
        LocalTime time = now.toLocalTime();
        DayOfWeek today = now.getDayOfWeek();
        if (begin.isBefore(end)) {
            return days.contains(today) && !time.isBefore(begin) && time.isBefore(end);
        }
        return (days.contains(today) && !time.isBefore(begin)) || (days.contains(today.minus(1)) && time.isBefore(end));
    }

    static BusinessHours parse(String text, Clock clock) {
        Objects.requireNonNull(clock, "clock");
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw wrong(text, "expected hours such as Mo-Fr 08:00-18:00 Europe/Berlin");
        }
        LocalTime begin = time(text, matcher.group(2));
        boolean endsAtMidnight = matcher.group(3).equals("24:00");
        LocalTime end = endsAtMidnight ? LocalTime.MIDNIGHT : time(text, matcher.group(3));
        if (begin.equals(end) && !endsAtMidnight) {
            throw wrong(text, "begins when it ends; all day is 00:00-24:00");
        }
        return new BusinessHours(
                text.strip(),
                days(text, Optional.ofNullable(matcher.group(1))),
                begin,
                end,
                zone(text, Optional.ofNullable(matcher.group(4)), clock),
                clock);
    }

    private static LocalTime time(String text, String time) {
        try {
            return LocalTime.parse(time.length() == 4 ? "0" + time : time);
        } catch (DateTimeException e) {
            throw wrong(text, "there is no time " + time);
        }
    }

    private static ZoneId zone(String text, Optional<String> zone, Clock clock) {
        try {
            return zone.map(ZoneId::of).orElseGet(clock::getZone);
        } catch (DateTimeException e) {
            throw wrong(
                    text, "there is no time zone " + zone.orElse("") + ", expected one such as Europe/Berlin or UTC");
        }
    }

    private static Set<DayOfWeek> days(String text, Optional<String> list) {
        if (list.isEmpty()) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : list.get().split(",", -1)) {
            String[] ends = part.split("-", -1);
            DayOfWeek first = day(text, ends[0]);
            DayOfWeek last = ends.length == 2 ? day(text, ends[1]) : first;
            if (ends.length > 2) {
                throw wrong(text, part + " is no span of days");
            }
            days.add(first);
            for (DayOfWeek day = first; day != last; ) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String text, String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (wanted.length() >= 2 && day.name().startsWith(wanted)) {
                return day;
            }
        }
        throw wrong(text, "there is no day " + name + ", expected Mo, Tu, We, Th, Fr, Sa or Su");
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("\"" + text + "\": " + why);
    }
}

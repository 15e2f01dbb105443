package dev.lull;

/** No witness at all. */
record AbsentWitness(Testimony.Absent testimony) implements Witness {
    @Override
    public String description() {
        return "none: " + testimony.reason();
    }

    @Override
    public Testimony testify() {
        return testimony;
    }
}

package dev.lull;

/** Does what is to be done when the service is idle, and may open the door before that is done. */
@FunctionalInterface
interface StopAction {

    /**
     * Stops the service, or puts it to sleep.
     *
     * @param verdict for how long nobody was connected
     * @param door kept shut; one that does nothing where there is none
     */
    void stop(Verdict.ShutDown verdict, Door door) throws Exception;
}

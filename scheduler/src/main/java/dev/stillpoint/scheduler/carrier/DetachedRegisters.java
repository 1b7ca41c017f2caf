package dev.stillpoint.scheduler.carrier;

/** Registers of a carrier without a thread of its own: a test or a model plays it. */
final class DetachedRegisters implements Registers {

    // whoever plays the carrier
    private int holds;
    // whoever plays the carrier
    private long since;

    @Override
    public int holds() {
        return holds;
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public void setHolds(int value) {
        holds = value;
    }

    @Override
    public void setSince(long gracePeriod) {
        since = gracePeriod;
    }
}

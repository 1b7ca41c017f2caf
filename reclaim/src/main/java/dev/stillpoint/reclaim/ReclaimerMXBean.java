package dev.stillpoint.reclaim;

/**
 * What a {@link Reclaimer} shows to management tools, as {@code dev.stillpoint:type=Reclaimer,name=...}. The figures
 * of grace periods are of the whole process.
 */
public interface ReclaimerMXBean {

    /** What it is doing; management tools get the constant's name as a string. */
    Reclaimer.State getState();

    /** Objects handed over so far. */
    long getRetiredObjects();

    /** Objects freed so far, those whose {@code reclaim} threw included. */
    long getReclaimedObjects();

    /** Objects whose {@code reclaim} threw. */
    long getFailedObjects();

    /** Objects retired and not yet freed. */
    long getUnreclaimedObjects();

    /** Bytes retired and not yet freed. */
    long getUnreclaimedBytes();

    /** The most bytes that were ever retired and not yet freed. */
    long getPeakUnreclaimedBytes();

    /** Grace periods that have ended. */
    long getGracePeriods();

    /** How often a carrier that did not unmount was stopped to look at it. */
    long getForcedStops();

    /** A stall report of this moment, whether there is a stall or not. */
    String report();
}

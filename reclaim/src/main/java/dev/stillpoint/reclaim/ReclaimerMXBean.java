// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

/**
 * What a {@link Reclaimer} shows to management tools, as {@code dev.stillpoint:type=Reclaimer,name=...}. The figures
 * on grace periods and forced stops are those of the whole process.
 */
public interface ReclaimerMXBean {

    /** What it is doing; management tools get the constant's name as a string. */
    ReclaimerState getState();

    /** Objects retired so far. */
    long getRetiredObjects();

    /** Objects freed so far, including those whose {@code reclaim} threw. */
    long getReclaimedObjects();

    /** Objects whose {@code reclaim} threw. */
    long getFailedObjects();

    /** Objects retired and not yet freed. */
    long getUnreclaimedObjects();

    /** Bytes retired and not yet freed. */
    long getUnreclaimedBytes();

    /** The most bytes that were retired and not yet freed at one time, since the peaks were last reset. */
    long getPeakUnreclaimedBytes();

    /** How long the oldest object has been waiting that is retired and not yet freed, at most; 0 if there is none. */
    long getOldestAgeMillis();

    /** Bytes that are demoted and not yet freed; see {@link DemotionStatistics#heldBytes()}. */
    default long getHeldBytes() {
        return 0;
    }

    /** Bytes that were freed early because nobody reached them; see {@link DemotionStatistics#collectedBytes()}. */
    default long getSavedBytes() {
        return 0;
    }

    /** Grace periods that have ended. */
    long getGracePeriods();

    /** How often a carrier that did not unmount was stopped and looked at. */
    long getForcedStops();

    /** Lets the peaks begin anew, with what is the case now. */
    void resetPeaks();

    /** A stall report of this moment, whether there is a stall or not. */
    String report();
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import jdk.jfr.Description;

/**
 * What a {@link Reclaimer} shows to management tools, as {@code dev.stillpoint:type=Reclaimer,name=...}. The figures
 * on grace periods, forced stops and visitors are those of the whole process.
 */
@Description("What frees retired memory when its readers have left")
public interface ReclaimerMXBean {

    /** What it is doing; management tools get the constant's name as a string. */
    @Description("What it is doing now")
    ReclaimerState getState();

    /** Objects retired so far. */
    @Description("Objects retired so far")
    long getRetiredObjects();

    /** Objects freed so far, including those whose {@code reclaim} threw. */
    @Description("Objects freed so far, including those whose freeing failed")
    long getReclaimedObjects();

    /** Objects whose {@code reclaim} threw. */
    @Description("Objects whose freeing failed: their own code threw")
    long getFailedObjects();

    /** Objects retired and not yet freed. */
    @Description("Objects retired and not yet freed")
    long getUnreclaimedObjects();

    /** Bytes retired and not yet freed. */
    @Description("Bytes retired and not yet freed")
    long getUnreclaimedBytes();

    /** The most bytes that were retired and not yet freed at one time, since the peaks were last reset. */
    @Description("The most bytes that were retired and not yet freed at one time, since the peaks were reset")
    long getPeakUnreclaimedBytes();

    /** How long the oldest object has been waiting that is retired and not yet freed, at most; 0 if there is none. */
    @Description("How long the oldest object has waited that is retired and not yet freed, in milliseconds; "
            + "0 if there is none")
    long getOldestAgeMillis();

    /** Bytes that are demoted and not yet freed; see {@link DemotionStatistics#heldBytes()}. */
    @Description("Bytes that are left to the collector, because a reader does not leave, and not yet freed")
    default long getHeldBytes() {
        return 0;
    }

    /** Bytes that were freed early because nobody reached them; see {@link DemotionStatistics#collectedBytes()}. */
    @Description("Bytes that the collector has freed although a reader did not leave")
    default long getSavedBytes() {
        return 0;
    }

    /** How often there was no progress for {@link ReclaimerConfig#stallAfter()}; each stall counts once. */
    @Description("How often there was no progress for longer than the limit; each stall counts once")
    default long getStalls() {
        return 0;
    }

    /** How long there has been no progress although something waits; 0 if nothing does. */
    @Description("How long there has been no progress although something waits, in milliseconds; 0 if nothing does")
    default long getStandstillMillis() {
        return 0;
    }

    /** About how many readers are inside a section on a thread that is no carrier, in the whole process. */
    @Description("About how many readers of the process are inside a section on a thread that is no carrier")
    default long getVisitors() {
        return 0;
    }

    /** Grace periods that have ended. */
    @Description("Grace periods of the whole process that have ended")
    long getGracePeriods();

    /** How often a carrier that did not unmount was stopped and looked at. */
    @Description("How often a carrier of the process that did not unmount was stopped and looked at")
    long getForcedStops();

    /** Lets the peaks begin anew, with what is the case now. */
    @Description("Lets the peaks begin anew, with what is the case now")
    void resetPeaks();

    /** A stall report of this moment, whether there is a stall or not. */
    @Description("A stall report of this moment, whether there is a stall or not: what it waits for, and "
            + "which threads keep it waiting")
    String report();
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

/** What a run can let happen next. Each run has likings of its own, so that some starve what others do all the time. */
enum Move {

    /** A thread that is runnable runs, on a carrier where it may, until it unmounts or somebody else has a turn. */
    RUN,
    /** A parked thread is unparked. */
    UNPARK,
    /** The driver publishes a grace period, or looks whether it has ended. */
    DRIVE,
    /** The reclaimer takes what was retired, or frees it. */
    RECLAIM,
    /** The pending grace period is forced from now on: carriers are stopped and looked at. */
    EXPEDITE,
    /** A carrier on which nothing is mounted goes offline, or comes online. */
    DOZE,
    /** A carrier that nobody must come home to ends, and a new one begins. */
    REPLACE_CARRIER,
    /** A thread that is not runnable is submitted once more, as by a dump of its stack. */
    SUBMIT_AGAIN
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

/** What a carrier is doing. */
public enum CarrierActivity {

    /** It takes work from everywhere. */
    ACTIVE,

    /** It takes work from everywhere and has found none. */
    IDLE,

    /** Its thread is in a blocking call that the JDK has announced. */
    BLOCKED,

    /** It stands aside, and serves only the readers that must come back to it. */
    ASIDE
}

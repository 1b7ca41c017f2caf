// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

/** A fixed order in which threads take turns on carriers. */
interface Schedule {

    /**
     * Plays it to the end.
     *
     * @return what the reader found at last
     */
    Outcome play(Stage stage) throws InterruptedException;
}

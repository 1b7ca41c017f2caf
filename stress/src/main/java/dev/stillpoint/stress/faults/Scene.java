// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.faults;

/**
 * An operation of the libraries in its surroundings, which the harness plays again and again, each time with an error
 * at another point. Scenes are loaded together with the libraries, the harness is not.
 */
public interface Scene {

    /** Says which operation this is, and who calls it. */
    String name();

    /** The operation alone: scenes that follow one another may have the same. */
    String operation();

    /** Whether errors strike in service threads too. */
    boolean strikesServices();

    /** Plays it once, from nothing to nothing, and tells the attempt all that is wrong. */
    void play(Attempt attempt) throws Exception;

    /**
     * Whether an error strikes once at each point in all scenes together that say so, unless the campaign is whole. It
     * is so in service threads in any case.
     */
    boolean sharesPoints();
}

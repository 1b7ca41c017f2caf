// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

/** What the reader found where its reference pointed. */
enum Outcome {

    INTACT("its memory INTACT"), POISONED("POISON: its memory was freed while it was reading");

    private final String sentence;

    Outcome(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}

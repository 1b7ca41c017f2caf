// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

/** What readers look for, and what must not be freed under them. */
final class Element {

    private final int number;
    private boolean freed;

    Element(int number) {
        this.number = number;
    }

    void use(String reader) {
        if (freed) {
            throw new Violation("%s uses %s, which was freed".formatted(reader, this));
        }
    }

    void free() {
        if (freed) {
            throw new Violation("%s is freed twice".formatted(this));
        }
        freed = true;
    }

    @Override
    public String toString() {
        return "e" + number;
    }
}

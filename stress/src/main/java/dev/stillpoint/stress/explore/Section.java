// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import java.util.ArrayList;
import java.util.List;

/** An outermost read section, as the thread sees it that is inside: the truth that counters must not contradict. */
final class Section {

    private final String reader;
    private final int place;
    private final List<Element> taken = new ArrayList<>();
    private boolean open = true;

    /** @param place where the reader is */
    Section(String reader, int place) {
        this.reader = reader;
        this.place = place;
    }

    void take(Element element) {
        taken.add(element);
    }

    void useAll() {
        for (Element element : taken) {
            element.use(reader);
        }
    }

    /** A holder resumes where it left. */
    void checkHome(int here) {
        if (here != place) {
            throw new Violation(
                    "%s opened its section on carrier %d and goes on on carrier %d".formatted(reader, place, here));
        }
    }

    void close() {
        open = false;
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public String toString() {
        return "the section of " + reader;
    }
}

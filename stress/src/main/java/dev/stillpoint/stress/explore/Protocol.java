// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The parts that a run puts together. {@link #LIBRARY} has the right ones; {@link BrokenProtocols} differ in one part
 * each.
 *
 * @param name what it does, for reports
 * @param mounts makes the rule by which registers travel with threads
 * @param counts what grace periods see of the counts of parked readers
 * @param sections how sections are opened and closed
 * @param cookies the grace period that covers what was unlinked before
 * @param comesOnline whether a carrier says so before it mounts
 */
record Protocol(String name, Supplier<MountRule> mounts, SeenCounts counts, SectionRule sections,
        ToLongFunction<GracePeriods> cookies, boolean comesOnline) {

    static final Protocol LIBRARY = new Protocol("library", () -> MountRule.LIBRARY, SeenCounts.LIBRARY,
            SectionRule.LIBRARY, GracePeriods::next, true);

    /** The same, but others have turns while a section opens. */
    static final Protocol STEPS = LIBRARY.named("library-in-steps").withSections(SectionRule.STEPS);

    Protocol named(String newName) {
        return new Protocol(newName, mounts, counts, sections, cookies, comesOnline);
    }

    Protocol withMounts(Supplier<MountRule> newMounts) {
        return new Protocol(name, newMounts, counts, sections, cookies, comesOnline);
    }

    Protocol withCounts(SeenCounts newCounts) {
        return new Protocol(name, mounts, newCounts, sections, cookies, comesOnline);
    }

    Protocol withSections(SectionRule newSections) {
        return new Protocol(name, mounts, counts, newSections, cookies, comesOnline);
    }

    Protocol withCookies(ToLongFunction<GracePeriods> newCookies) {
        return new Protocol(name, mounts, counts, sections, newCookies, comesOnline);
    }

    Protocol withoutComingOnline() {
        return new Protocol(name, mounts, counts, sections, cookies, false);
    }

    @Override
    public String toString() {
        return name;
    }
}

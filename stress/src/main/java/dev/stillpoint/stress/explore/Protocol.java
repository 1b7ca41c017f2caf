package dev.stillpoint.stress.explore;

import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.reclaim.grace.QuiescenceRule;
import dev.stillpoint.scheduler.carrier.ContextSwitch;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The parts that a run puts together. {@link #LIBRARY} has the right ones; {@link BrokenProtocols} differ in one part
 * each.
 *
 * @param name what it does, for reports
 * @param switches makes the rule by which registers travel with threads
 * @param quiescence when a carrier on which nothing is mounted is quiescent
 * @param sections how sections are opened and closed
 * @param cookies the grace period that covers what was unlinked before
 * @param comesOnline whether a carrier says so before it mounts
 */
record Protocol(String name, Supplier<ContextSwitch> switches, QuiescenceRule quiescence, SectionRule sections,
        ToLongFunction<GracePeriods> cookies, boolean comesOnline) {

    static final Protocol LIBRARY = new Protocol("library", () -> ContextSwitch.HOME,
            QuiescenceRule.NO_OLDER_READER, SectionRule.LIBRARY, GracePeriods::next, true);

    /** The same, but others have turns while a section opens. */
    static final Protocol STEPS = LIBRARY.named("library-in-steps").withSections(SectionRule.STEPS);

    Protocol named(String newName) {
        return new Protocol(newName, switches, quiescence, sections, cookies, comesOnline);
    }

    Protocol withSwitches(Supplier<ContextSwitch> newSwitches) {
        return new Protocol(name, newSwitches, quiescence, sections, cookies, comesOnline);
    }

    Protocol withQuiescence(QuiescenceRule newQuiescence) {
        return new Protocol(name, switches, newQuiescence, sections, cookies, comesOnline);
    }

    Protocol withSections(SectionRule newSections) {
        return new Protocol(name, switches, quiescence, newSections, cookies, comesOnline);
    }

    Protocol withCookies(ToLongFunction<GracePeriods> newCookies) {
        return new Protocol(name, switches, quiescence, sections, newCookies, comesOnline);
    }

    Protocol withoutComingOnline() {
        return new Protocol(name, switches, quiescence, sections, cookies, false);
    }

    @Override
    public String toString() {
        return name;
    }
}

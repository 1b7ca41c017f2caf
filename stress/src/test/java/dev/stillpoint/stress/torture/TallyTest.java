// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();
    private final Element element = new Element(7);

    @Test
    void aReaderMaySeeACurrentElementAndAReplacedOne() {
        tally.look(element);
        element.grow();
        tally.look(element);

        assertThat(tally.violation()).isNull();
        assertThat(tally.looks()).isEqualTo(2);
        assertThat(tally.looksAtReplaced()).isEqualTo(1);
        assertThat(tally.misreads()).isZero();
        element.free();
    }

    @Test
    void anElementThatAGracePeriodHasPassedIsTooOld() {
        element.grow();
        element.grow();
        tally.look(element);

        assertThat(tally.violation()).contains("element 7 of age 2").doesNotContain("freed");
        assertThat(tally.misreads()).isEqualTo(1);
        element.free();
    }

    @Test
    void freedMemoryIsNoticed() {
        element.free();
        tally.look(element);

        assertThat(tally.violation()).contains("element 7 of age 10, whose memory is freed");
        assertThat(tally).asString().contains("poisoned 1");
    }

    @Test
    void memoryThatSomebodyElseUsesAgainIsNoticed() {
        element.free();
        Element next = new Element(8);
        tally.look(element);

        assertThat(element.isIntact()).isFalse();
        assertThat(next.isIntact()).isTrue();
        assertThat(tally.misreads()).isEqualTo(1);
        next.free();
    }

    @Test
    void whatIsMissedCountsAsMisread() {
        tally.miss("key 7 is not there");

        assertThat(tally.violation()).endsWith(" saw that key 7 is not there");
        assertThat(tally.misreads()).isEqualTo(1);
        element.free();
    }

    @Test
    void theFirstViolationStays() {
        tally.violate("first");
        tally.violate("second");

        assertThat(tally.violation()).isEqualTo("first");
        element.free();
    }

    @Test
    void countsOfKnobsTellWhatIsMissing() {
        Counts<Knob> happened = new Counts<>(Knob.class);
        happened.count(Knob.PARKS);
        happened.count(Knob.PARKS);

        assertThat(happened.of(Knob.PARKS)).isEqualTo(2);
        assertThat(happened.missing(List.of(Knob.PARKS, Knob.YIELDS))).containsExactly(Knob.YIELDS);
        assertThat(happened).asString().contains("parks 2", "long-readers 0");
        element.free();
    }
}

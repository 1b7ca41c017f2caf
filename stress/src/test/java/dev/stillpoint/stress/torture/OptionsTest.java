// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), 42);
    }

    private static void assertRefused(String complaint, String... arguments) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(arguments)).withMessageContaining(complaint);
    }

    @Test
    void withoutArgumentsEverythingIsOn() {
        Options options = parse();

        assertThat(options.knobs()).containsExactlyElementsOf(Knob.byDefault());
        assertThat(options.seed()).isEqualTo(42);
        assertThat(options.seconds()).isEqualTo(60);
        assertThat(options.carriers()).isGreaterThanOrEqualTo(2);
        assertThat(options.proves()).isTrue();
        assertThat(options.flaw()).isNull();
    }

    @Test
    void numbersAreTaken() {
        Options options = parse("--seconds", "7", "--seed", "-3", "--carriers", "5", "--readers", "9");

        assertThat(options.seconds()).isEqualTo(7);
        assertThat(options.seed()).isEqualTo(-3);
        assertThat(options.carriers()).isEqualTo(5);
        assertThat(options.readers()).isEqualTo(9);
    }

    @Test
    void knobsAreLeftOutOrChosen() {
        assertThat(parse("--without", "long-readers,ways").knobs()).doesNotContain(Knob.LONG_READERS, Knob.WAYS)
                .hasSize(Knob.byDefault().size() - 2);
        assertThat(parse("--only", "parks,yields", "--without", "yields").knobs()).containsExactly(Knob.PARKS);
    }

    @Test
    void eachNameThatIsPrintedIsUnderstood() {
        for (Knob knob : Knob.values()) {
            assertThat(parse("--only", knob.toString()).knobs()).containsExactly(knob);
        }
        for (Flaw flaw : Flaw.values()) {
            assertThat(parse("--flaw", flaw.option()).flaw()).isEqualTo(flaw);
            assertThat(Options.USAGE).contains(flaw.option());
        }
    }

    @Test
    void stackEndsAndAFullHeapAreOnOnDemandOnly() {
        assertThat(parse().knobs()).doesNotContain(Knob.STACK_ENDS, Knob.FULL_HEAP);
        assertThat(parse("--stack-ends", "--full-heap").knobs()).containsExactly(Knob.values());
        assertThat(parse("--stack-ends", "--only", "parks").knobs()).containsExactly(Knob.PARKS, Knob.STACK_ENDS);
        assertThat(parse("--only", "parks,full-heap").knobs()).containsExactly(Knob.PARKS, Knob.FULL_HEAP);
    }

    @Test
    void theProofCanBeLeftOut() {
        assertThat(parse("--no-proof").proves()).isFalse();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertRefused("no option --second", "--second", "1");
        assertRefused("--seed needs a value", "--seed");
        assertRefused("--seconds must be 1 to", "--seconds", "0");
        assertRefused("not 99999999999", "--readers", "99999999999");
        assertRefused("not two", "--carriers", "two");
        assertRefused("no knob \"parcs\", but nested", "--without", "parks,parcs");
        assertRefused("no knob \"\"", "--only", "");
        assertRefused("no flaw \"none\", but ignores-holds", "--flaw", "none");
        assertRefused("No knob is left", "--only", "parks", "--without", "parks");
    }
}

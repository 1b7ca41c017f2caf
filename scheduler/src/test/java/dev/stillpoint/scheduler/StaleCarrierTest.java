// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Compiled code asks for its carrier anew after each point at which the thread may have moved. */
class StaleCarrierTest {
    /** A line of the code list: number, the highest tier (1 if the JVM stops there), state 0 (in use), method. */
    private static final Pattern OPTIMISED = Pattern.compile("\\d+\\s+[14]\\s+0 \\S*StaleCarrier\\.readAroundUnmounts");

    @Test
    void optimisedCodeSeesTheCarrierThatItIsOn() {
        StaleCarrier reads = new StaleCarrier();
        Eventually.holds("the hot method is compiled by the optimising compiler", () -> {
            reads.readThrough(2000);
            return OPTIMISED.matcher(compiledMethods()).find();
        });
        reads.readThrough(1000);

        assertThat(reads.staleReads()).isZero();
    }

    @Test
    void codeThatIsOptimisedFromTheStartSeesTheCarrierThatItIsOn() throws Exception {
        ChildJvm jvm = ChildJvm.run(StaleCarrier.class, List.of("500"), ChildJvm.OPENS,
                "-Xcomp", "-XX:-TieredCompilation");

        assertThat(jvm.output().lines()).containsExactly("stale reads: 0");
    }

    private static String compiledMethods() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerCodelist", null, null);
        } catch (JMException e) {
            throw new AssertionError("this JVM has no list of compiled methods", e);
        }
    }
}

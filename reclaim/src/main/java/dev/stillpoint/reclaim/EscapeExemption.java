// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that findings of the escape rules are wanted here, and why. The rules of {@code dev.stillpoint.reclaim.escape},
 * in the artifact {@code stillpoint-escape}, read it; at run time it does nothing.
 *
 * <p>On a <b>type</b> it covers all its methods and all types nested in it, on a <b>method</b> or <b>constructor</b>
 * all of that name in the class, with the lambdas, local and anonymous classes in them. It means the same as an
 * exemption that a policy or the command line lists, such as {@code BLOCKING_CALL:com.example.Replay#play}.
 *
 * {@snippet :
 * @EscapeExemption(kind = "BLOCKING_CALL", reason = "a replay waits on purpose, and runs in tests only")
 * void play(Script script) {
 *     ScopedQsbr.run(() -> script.steps().forEach(Step::await));
 * }
 * }
 *
 * <p>A view needs no exemption, and neither does the class of a version: mark the view {@link GuardScoped}, and let the
 * version implement {@link Reclaimable}. Where the rules find nothing that an exemption covers, they say that it is
 * stale.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface EscapeExemption {

    /**
     * The kinds of findings, by the names that the rules print: {@code FIELD}, {@code BLOCKING_CALL}. An unknown name
     * exempts nothing and is a finding.
     */
    String[] kind();

    /** Why these findings are wanted. A blank reason exempts nothing and is a finding. */
    String reason();
}

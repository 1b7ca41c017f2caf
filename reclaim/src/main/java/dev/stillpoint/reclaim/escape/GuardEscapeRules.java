package dev.stillpoint.reclaim.escape;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.stillpoint.reclaim.ReadGuard;

/**
 * ArchUnit rules that a {@link ReadGuard} must keep, to be put into a test over one's own classes.
 *
 * {@snippet :
 * @Test
 * void guardsStayInTheirSections() {
 *     GuardEscapeRules.noFieldHoldsAGuard().check(new ClassFileImporter().importPackages("com.example"));
 * }
 * }
 *
 * <p><b>Threading.</b> The rules are immutable; each call makes a new one.
 */
public final class GuardEscapeRules {

    private GuardEscapeRules() {
    }

    /**
     * No field has the type {@code ReadGuard}, nor a type that is made of it: an array, a type argument, a wildcard or
     * a type variable with that bound. Fields of records are found too, and what local and anonymous classes capture.
     *
     * {@snippet :
     * class Session {
     *     ReadGuard guard;                                      // escapes
     *     final Map<String, ReadGuard[]> guards = new HashMap<>();  // escapes
     *     Object anything;                                      // allowed: nothing says that it is a guard
     *
     *     String country(ReadGuard guard) {                     // allowed: a parameter ends with its call
     *         return table.get(guard).country(address);
     *     }
     * }
     * }
     *
     * <p>It judges declared types. It does not see a guard behind {@code Object} or {@code AutoCloseable}, nor one that
     * a lambda captures.
     */
    public static ArchRule noFieldHoldsAGuard() {
        return ArchRuleDefinition.noFields().should(HOLD_A_GUARD)
                .because("a field outlives the read section: whoever finds the guard there later, on another thread or"
                        + " after the section, is protected by nothing. Hand the guard down as a parameter");
    }

    private static final ArchCondition<JavaField> HOLD_A_GUARD = new ArchCondition<>("hold a ReadGuard") {

        @Override
        public void check(JavaField field, ConditionEvents events) {
            if (field.getAllInvolvedRawTypes().stream().anyMatch(type -> type.isEquivalentTo(ReadGuard.class))) {
                events.add(SimpleConditionEvent.satisfied(field, "%s has the type %s".formatted(field.getDescription(),
                        field.getType().getName())));
            }
        }
    };
}

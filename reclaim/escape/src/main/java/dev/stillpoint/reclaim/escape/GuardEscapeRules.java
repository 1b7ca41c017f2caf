// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * ArchUnit rules that guards, and what they protect, must keep; to be put into a test over one's own classes. Two
 * lines:
 *
 * {@snippet class="dev.stillpoint.reclaim.escape.TwoLinesTest" region="two-lines"}
 *
 * <p>Apart from {@link #noFieldHoldsAGuard()} they are the findings of {@link EscapeScanner}, which sees all imported
 * classes as one program: import them together. What it follows, and what it does not see, is told there. In the
 * samples below {@code table} is a {@code QsbrReference<Table>}.
 *
 * <p>Findings that are wanted are exempt by {@link ScanPolicy#withExemption}, or by an {@code @EscapeExemption} in the
 * code. What the command line says on its error stream, such as exemptions that cover nothing any more, goes to the
 * logger {@code dev.stillpoint.reclaim.escape}; a {@linkplain ScanPolicy#withStrictness() strict} policy makes findings
 * of it.
 *
 * <p><b>Threading.</b> The rules are for one thread each; every call makes a new one.
 */
public final class GuardEscapeRules {

    private GuardEscapeRules() {
    }

    /** Every rule of this class, with the {@linkplain ScanPolicy#defaults() default policy}. Scans once. */
    public static ArchRule all() {
        return all(ScanPolicy.defaults());
    }

    /** Every rule of this class, with a policy of one's own. */
    public static ArchRule all(ScanPolicy policy) {
        ArchRule scanned = ArchRuleDefinition.classes()
                .should(new ScanCondition("keep guards inside their read sections", EnumSet.allOf(EscapeKind.class),
                        policy))
                .because("outside, nothing protects what was read: it may be freed at any time");
        return CompositeArchRule.of(scanned).and(noFieldHoldsAGuard());
    }

    /** The rule against one kind, with a policy of one's own. */
    public static ArchRule no(EscapeKind kind, ScanPolicy policy) {
        return rule(kind, policy, "have no finding of the kind " + kind, "of the fix: " + kind.fix());
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
     * <p>It judges declared types. What is stored behind {@code Object} or {@code AutoCloseable}, the other rules find.
     */
    public static ArchRule noFieldHoldsAGuard() {
        return ArchRuleDefinition.noFields().should(HOLD_A_GUARD).allowEmptyShould(true)
                .because("a field outlives the read section: whoever finds the guard there later, on another thread or"
                        + " after the section, is protected by nothing. Hand the guard down as a parameter");
    }

    /**
     * Nothing guarded is stored in an instance field. A {@code @GuardScoped} class may hold guarded values, but no
     * guard.
     *
     * {@snippet :
     * last = table.get();                  // escapes
     * count = table.get().count();         // allowed: a number is a copy
     * }
     */
    public static ArchRule nothingIsStoredInFields() {
        return rule(EscapeKind.FIELD, "store nothing guarded in fields", "a field outlives the read section");
    }

    /**
     * Nothing guarded is stored in a static field.
     *
     * {@snippet :
     * static Table shared;
     * shared = table.get();                // escapes
     * name = table.get().name(7);          // allowed
     * }
     */
    public static ArchRule nothingIsStoredInStaticFields() {
        return rule(EscapeKind.STATIC_FIELD, "store nothing guarded in static fields",
                "a static field outlives every read section, and every thread can see it");
    }

    /**
     * Nothing guarded is stored in an array, except in the one that carries the arguments of a call.
     *
     * {@snippet :
     * rows[0] = table.get().row(0);        // escapes
     * format("%s", table.get().row(0));    // allowed
     * }
     */
    public static ArchRule nothingIsStoredInArrays() {
        return rule(EscapeKind.ARRAY, "store nothing guarded in arrays", "nobody sees how long an element lives");
    }

    /**
     * Nothing guarded is put into a collection, an {@code Optional}, an {@code AtomicReference}, a {@code ThreadLocal}.
     *
     * {@snippet :
     * cache.put(key, table.get().row(key));      // escapes
     * cache.put(key, table.get().name(key));     // allowed
     * }
     */
    public static ArchRule nothingIsPutIntoCollections() {
        return rule(EscapeKind.COLLECTION, "put nothing guarded into collections",
                "nobody sees how long an element lives");
    }

    /**
     * No section returns what it protects.
     *
     * {@snippet :
     * ScopedQsbr.read(() -> table.get());               // escapes
     * ScopedQsbr.read(() -> table.get().country(key));  // allowed
     * }
     */
    public static ArchRule sectionsReturnCopies() {
        return rule(EscapeKind.SECTION_RESULT, "return copies from read sections",
                "what a section protects may be freed as soon as it returns");
    }

    /**
     * A method or lambda that returns something guarded says so.
     *
     * {@snippet :
     * Table now() { return table.get(); }               // escapes
     * @GuardScoped Table now() { return table.get(); }  // allowed: its callers are held to it
     * }
     */
    public static ArchRule methodsSayWhatTheyReturn() {
        return rule(EscapeKind.RETURN, "mark methods that return something guarded with @GuardScoped",
                "their callers cannot keep inside the section what they do not know to be guarded");
    }

    /**
     * No lambda, method reference or local object that captured something guarded leaves the method.
     *
     * {@snippet :
     * Table now = table.get();
     * later = () -> now.country(key);                   // escapes
     * later = () -> read(() -> table.get().country(key));  // allowed: a section of its own
     * keys.forEach(key -> print(now.country(key)));     // allowed: called at once
     * }
     */
    public static ArchRule nothingIsCaptured() {
        return rule(EscapeKind.CAPTURE, "let nothing guarded be captured",
                "nobody sees when a lambda that was given away is called");
    }

    /**
     * Nothing guarded is handed to a thread, executor, future or queue, be it captured.
     *
     * {@snippet :
     * executor.execute(() -> print(now.country(key)));  // escapes
     * executor.execute(() -> print(country));           // allowed: a copy
     * scope.fork(() -> print(now.country(key)));        // allowed if the scope is joined inside the section
     * }
     */
    public static ArchRule nothingIsHandedOver() {
        return rule(EscapeKind.HANDOVER, "hand nothing guarded to other threads",
                "a section protects its own thread only, and ends without asking the others");
    }

    /**
     * No section, and nothing guarded, is kept across {@code ScopedQsbr.checkpoint()}.
     *
     * {@snippet :
     * read(() -> { use(table.get()); checkpoint(); });  // escapes
     * read(() -> use(table.get())); checkpoint();       // allowed
     * }
     */
    public static ArchRule nothingIsKeptAcrossCheckpoints() {
        return rule(EscapeKind.ACROSS_CHECKPOINT, "keep nothing guarded across a checkpoint",
                "a checkpoint announces that the thread holds nothing");
    }

    /**
     * No guard, and nothing that it protected, is used after it was closed.
     *
     * {@snippet :
     * try (ReadGuard guard = open()) { now = table.get(guard); }
     * return now.country(key);                          // escapes
     * }
     */
    public static ArchRule nothingIsUsedAfterClose() {
        return rule(EscapeKind.USE_AFTER_CLOSE, "use nothing guarded after its section",
                "it may have been freed, and its memory used again");
    }

    /**
     * Every guard is closed, also when an exception is thrown.
     *
     * {@snippet :
     * ReadGuard guard = open(); use(guard); guard.close();  // escapes: use may throw
     * try (ReadGuard guard = open()) { use(guard); }        // allowed
     * }
     */
    public static ArchRule guardsAreClosed() {
        return rule(EscapeKind.NOT_CLOSED, "close every guard on every path",
                "a guard that stays open keeps everything from being freed");
    }

    /**
     * Nothing is used after the same method retired it.
     *
     * {@snippet :
     * reclaimer.retire(old); log(old.name());               // escapes
     * log(old.name()); reclaimer.retire(old);               // allowed
     * }
     */
    public static ArchRule nothingIsUsedAfterItWasRetired() {
        return rule(EscapeKind.USE_AFTER_RETIRE, "use nothing after it was retired",
                "outside of a section nothing keeps it from being freed at once");
    }

    /**
     * No snapshot, and nothing that it keeps, is used after it was closed. Apart from that it may go anywhere.
     *
     * {@snippet :
     * try (var snapshot = table.snapshot()) { now = snapshot.get(); }
     * return now.country(key);                              // escapes
     * try (var snapshot = table.snapshot()) {
     *     executor.execute(() -> export(snapshot.get()));   // escapes: closed at once
     *     executor.submit(() -> export(snapshot.get())).get();  // allowed: waits
     * }
     * }
     */
    public static ArchRule nothingIsUsedAfterItsSnapshot() {
        return rule(EscapeKind.SNAPSHOT_USE_AFTER_CLOSE, "use nothing after its snapshot was closed",
                "its version may have been freed, and its memory used again");
    }

    /**
     * Every snapshot is closed, also when an exception is thrown, or handed on.
     *
     * {@snippet :
     * return table.snapshot().get().count();                // escapes
     * this.snapshot = table.snapshot();                     // allowed: whoever has the object closes it
     * }
     */
    public static ArchRule snapshotsAreClosed() {
        return rule(EscapeKind.SNAPSHOT_NOT_CLOSED, "close every snapshot on every path",
                "a snapshot that stays open keeps its version for ever");
    }

    /**
     * Nothing waits inside a section: no sleep, park, lock, queue, future, file or socket.
     *
     * {@snippet :
     * read(() -> { Thread.sleep(10); return table.get().country(key); });  // escapes
     * Thread.sleep(10); read(() -> table.get().country(key));              // allowed
     * }
     *
     * <p>It is safe to wait there, and sometimes wanted: exempt such classes and methods.
     */
    public static ArchRule sectionsDoNotWait() {
        return rule(EscapeKind.BLOCKING_CALL, "not wait inside read sections",
                "nothing is freed while a section waits");
    }

    private static ArchRule rule(EscapeKind kind, String should, String reason) {
        return rule(kind, ScanPolicy.defaults(), should, reason);
    }

    private static ArchRule rule(EscapeKind kind, ScanPolicy policy, String should, String reason) {
        return ArchRuleDefinition.classes().should(new ScanCondition(should, Set.of(kind), policy)).because(reason);
    }

    private static final ArchCondition<JavaField> HOLD_A_GUARD = new ArchCondition<>("hold a ReadGuard") {

        private static final String READ_GUARD = TypeNames.binary(GuardApi.READ_GUARD);

        @Override
        public void check(JavaField field, ConditionEvents events) {
            if (field.getAllInvolvedRawTypes().stream().anyMatch(type -> type.getName().equals(READ_GUARD))) {
                events.add(SimpleConditionEvent.satisfied(field, "%s has the type %s".formatted(field.getDescription(),
                        field.getType().getName())));
            }
        }
    };
}

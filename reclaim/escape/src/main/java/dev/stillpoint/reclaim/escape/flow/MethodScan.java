// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.TypeRules;
import dev.stillpoint.reclaim.escape.policy.ScanPolicy;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Sections;
import dev.stillpoint.reclaim.escape.value.Value;
import dev.stillpoint.reclaim.escape.value.Values;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The scan of one method: what all its instructions need.
 *
 * @param program the other methods
 * @param body the method
 * @param code its instructions; nobody else keeps them
 * @param variables its variables
 * @param sites what its instructions make
 * @param ledger what is found
 * @param handed its operands that are guarded
 */
record MethodScan(Program program, Body body, MethodCode code, Variables variables, Sites sites,
        Ledger ledger, Set<Origin.Handed> handed) {

    static MethodScan of(Program program, Body body, MethodCode code) {
        Sites sites = new Sites(code, body.owner().sourceFile());
        return new MethodScan(program, body, code,
                new Variables(code, code.maxLocals(), !body.facts().isStatic()), sites, new Ledger(body, code, sites),
                handedTo(program, body));
    }

    private static Set<Origin.Handed> handedTo(Program program, Body body) {
        Set<Origin.Handed> handed = new HashSet<>();
        for (int operand = 0; operand < body.operands(); operand++) {
            boolean captured = body.isCaptured(operand);
            boolean guard = body.facts().typeOfOperand(operand).filter(program.types()::isGuard).isPresent();
            if ((captured && program.isCaptured(body.id(), operand)) || program.isGiven(body.id(), operand)
                    || isGuarded(program, body, operand)) {
                handed.add(new Origin.Handed(operand, guard, captured));
            }
        }
        return handed;
    }

    private static boolean isGuarded(Program program, Body body, int operand) {
        int parameter = operand - body.facts().operandOfParameter(0);
        if (parameter < 0) {
            return program.types().isScopedClass(body.owner().name());
        }
        // What a local class captures is judged where it is made, and so is what is put beside a snapshot.
        boolean beside = body.facts().isConstructor() && program.keepsSnapshot(body.owner().name());
        return !body.isConstructorOfLocalClass() && !beside
                && ((program.types().isGuarded(body.facts().type().parameterType(parameter))
                        && !program.isKept(body.id(), operand)) || body.isMarkedOperand(operand, program.world()));
    }

    ClassWorld world() {
        return program.world();
    }

    ScanPolicy policy() {
        return program.policy();
    }

    TypeRules types() {
        return program.types();
    }

    Frame entry() {
        Set<Origin> open = new HashSet<>();
        handed.stream().filter(origin -> origin.isGuard() && !origin.captured()).forEach(open::add);
        Frame frame = Frame.entry(variables.size(), Sections.entered(Set.copyOf(open),
                body.operands()));
        int slot = 0;
        for (Value operand : operands()) {
            frame.local(slot, operand);
            slot += operand.wide() ? 2 : 1;
        }
        return frame;
    }

    /** The local variable that an operand is in at first. */
    int slotOf(int operand) {
        int slot = 0;
        for (Value each : operands().subList(0, operand)) {
            slot += each.wide() ? 2 : 1;
        }
        return slot;
    }

    /** How many slots the operands take. */
    int parameterSlots() {
        return slotOf(body.operands());
    }

    private List<Value> operands() {
        List<Value> operands = new ArrayList<>();
        if (!body.facts().isStatic()) {
            operands.add(operand(0));
        }
        for (ClassDesc type : body.facts().type().parameterList()) {
            operands.add(type.isPrimitive() ? Values.plain(type) : operand(operands.size()));
        }
        return operands;
    }

    private Value operand(int operand) {
        for (Origin.Handed origin : handed) {
            if (origin.operand() == operand) {
                return Value.of(origin);
            }
        }
        Value argument = Value.of(new Origin.Argument(operand));
        if (program.isRetired(body.id(), operand)) {
            return argument.join(Value.of(new Origin.Retired(Origin.Retired.ELSEWHERE)));
        }
        return program.isKept(body.id(), operand)
                ? argument.join(Value.of(new Origin.Kept(Origin.Kept.ELSEWHERE)))
                : argument;
    }

    boolean isInSection(Frame frame) {
        return body.section() || frame.sections().isInside();
    }

    /** A new guarded value; {@code what} is a noun phrase for it. */
    Value read(int at, Frame frame, boolean guard, String what) {
        return placed(new Origin.Read(at, guard), frame, what);
    }

    /** Guarded elements of a container; {@code what} is a noun phrase for it. */
    Value elements(int at, Frame frame, String what) {
        return placed(new Origin.Element(at), frame, what);
    }

    private Value placed(Origin.Placed read, Frame frame, String what) {
        sites.describe(read.at(), what);
        boolean callersSection = body.section() || handed.stream().anyMatch(Origin.Handed::isGuard);
        frame.sections(frame.sections().read(read, callersSection ? Set.of() : frame.sections().guards()));
        return Value.of(read);
    }

    /** A guard is opened once more: what it protected in the round before, it does not protect in this one. */
    void reopen(Frame frame) {
        frame.replace(value -> {
            Value outlived = Value.NONE;
            for (Origin origin : value.origins()) {
                if (origin instanceof Origin.Placed placed && frame.sections().isClosed(placed)) {
                    outlived = outlived.join(Value.of(new Origin.Outlived(placed.at(), placed.isGuard())));
                } else if (origin instanceof Origin.Kept kept && frame.sections().isClosed(kept)) {
                    outlived = outlived.join(Value.of(new Origin.OutlivedKept(kept.at())));
                }
            }
            return outlived.isEmpty()
                    ? value
                    : value.without(origin -> (origin instanceof Origin.Placed || origin instanceof Origin.Kept)
                            && frame.sections().isClosed(origin)).join(outlived);
        });
    }

    /** Reports what it is too late to use, be it held by the value; returns the rest of the value. */
    Value use(int at, Frame frame, Value value) {
        Set<Origin> late = new HashSet<>();
        for (Origin origin : sites.reach(value)) {
            if (isLate(at, frame, origin)) {
                late.add(origin);
            }
        }
        return late.isEmpty() ? value : value.without(late::contains);
    }

    private boolean isLate(int at, Frame frame, Origin origin) {
        if (origin instanceof Origin.Taken || origin instanceof Origin.Kept || origin instanceof Origin.OutlivedKept
                || origin instanceof Origin.Pipeline) {
            return isLateSnapshot(at, frame, origin);
        }
        if (origin instanceof Origin.Outlived) {
            ledger.find(at, EscapeKind.USE_AFTER_CLOSE, sites.words(origin), "is used after its section has ended");
            return true;
        }
        if (origin instanceof Origin.Retired || origin instanceof Origin.Freed) {
            ledger.find(at, EscapeKind.USE_AFTER_RETIRE, sites.words(origin), "is used, and may be freed already");
            return true;
        }
        if (!(origin instanceof Origin.Guarded)) {
            return false;
        }
        if (frame.sections().isClosed(origin)) {
            ledger.find(at, EscapeKind.USE_AFTER_CLOSE, sites.words(origin), "is used after its section has ended");
            return true;
        }
        if (frame.sections().stale().contains(origin)) {
            ledger.find(at, EscapeKind.ACROSS_CHECKPOINT, sites.words(origin), "is used after a checkpoint");
            return true;
        }
        return false;
    }

    private boolean isLateSnapshot(int at, Frame frame, Origin origin) {
        boolean late = frame.sections().isClosed(origin);
        if (late) {
            ledger.find(at, EscapeKind.SNAPSHOT_USE_AFTER_CLOSE, sites.words(origin),
                    "is used after the snapshot was closed");
        }
        return late;
    }

    /** Others get the value, and may use it for as long as they like: its snapshots must not be closed before. */
    void lend(int at, Frame frame, Value value) {
        ledger.lends(value);
        Set<Origin> snapshots = new HashSet<>();
        for (Origin origin : sites.reach(value)) {
            if (origin instanceof Origin.Taken taken) {
                snapshots.add(taken);
            } else if (origin instanceof Origin.Kept kept && kept.at() != Origin.Kept.ELSEWHERE) {
                snapshots.add(new Origin.Taken(kept.at()));
            } else if (origin instanceof Origin.Pipeline pipeline && pipeline.at() != Origin.Kept.ELSEWHERE) {
                snapshots.add(new Origin.Taken(pipeline.at()));
            }
        }
        if (!snapshots.isEmpty()) {
            frame.sections(frame.sections().lent(at, Set.copyOf(snapshots)));
        }
    }

    /** Snapshots are closed: whoever got one, or what it keeps, and was not waited for, uses it too late. */
    void endLoans(Frame frame, Set<Origin> closing) {
        if (frame.sections().thrown()) {
            // After an exception there is no telling whom somebody waited for.
            return;
        }
        frame.sections().lent().forEach((at, snapshots) -> {
            for (Origin snapshot : snapshots) {
                if (closing.contains(snapshot)) {
                    ledger.find(at, EscapeKind.SNAPSHOT_USE_AFTER_CLOSE, sites.words(snapshot),
                            "is closed while others may use what they got here");
                }
            }
        });
    }

    /** Something that may wait, described by {@code in}: wrong inside a section, otherwise for the callers to know. */
    void waits(int at, Frame frame, String in) {
        waits(at, frame, in, in + " at " + sites.place(at));
    }

    /** The same; {@code forCallers} is how the callers are told. */
    void waits(int at, Frame frame, String in, String forCallers) {
        if (isInSection(frame)) {
            ledger.find(at, EscapeKind.BLOCKING_CALL, "the read section", "may wait in " + in);
        } else if (!GuardApi.locksBriefly(body.id())) {
            ledger.waits(forCallers);
        }
    }

    void checkpoint(int at, Frame frame) {
        if (isInSection(frame)) {
            ledger.find(at, EscapeKind.ACROSS_CHECKPOINT, "the read section", "is open at a checkpoint");
            return;
        }
        ledger.checkpoints();
        Set<Origin> kept = new HashSet<>(handed);
        frame.sections().protectors().keySet().forEach(place -> {
            kept.add(new Origin.Read(place, false));
            kept.add(new Origin.Read(place, true));
            kept.add(new Origin.Element(place));
        });
        frame.sections(frame.sections().checkpoint(kept));
    }

    /** At the end of the method: forks in a scope that it was given, inside its caller's section, the caller judges. */
    void returnForks(Frame frame) {
        if (!body.section() && frame.sections().guards().isEmpty()) {
            for (int fork : frame.sections().forked()) {
                sites.fork(fork).scope().operands().forEach(scope -> ledger.leavesForked(scope,
                        sites.fork(fork).task()));
            }
            frame.sections(frame.sections().joined(fork -> !sites.fork(fork).scope().operands().isEmpty()));
        }
        endForks(frame);
    }

    /** The section ends, or the method does: what was forked and not joined goes on without it. */
    void endForks(Frame frame) {
        for (int fork : frame.sections().forked()) {
            ledger.leak(fork, sites.fork(fork).task(), EscapeKind.HANDOVER,
                    "is used by a forked task that is not joined inside the section");
        }
        frame.sections(frame.sections().joined(_ -> true));
    }
}

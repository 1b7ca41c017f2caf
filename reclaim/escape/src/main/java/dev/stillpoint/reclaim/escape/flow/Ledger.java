// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import dev.stillpoint.reclaim.escape.value.Gift;
import dev.stillpoint.reclaim.escape.value.Handing;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.constant.ClassDesc;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is found in one method: guarded values that escape, as findings, and operands that escape, for the summary. It
 * stays closed until the frames no longer change.
 */
final class Ledger {

    private final Body body;
    private final MethodCode code;
    private final Sites sites;
    private final Set<Finding> findings = new LinkedHashSet<>();
    private final Set<Origin.Foreign> returned = new HashSet<>();
    private final Map<Origin.Foreign, Map<EscapeKind, String>> leaks = new LinkedHashMap<>();
    private final Set<Gift> gifts = new HashSet<>();
    private final Set<Handing> handed = new HashSet<>();
    private final Set<Integer> ranInSection = new HashSet<>();
    /** Lambdas whose results nobody here looks at. */
    private final Set<LambdaSite> unwatched = new LinkedHashSet<>();
    private final Map<Integer, Set<String>> stored = new HashMap<>();
    private final Set<Origin.Holder> leaking = new HashSet<>();
    private final Set<Origin> escapedGuards = new HashSet<>();
    private final Set<Origin> unclosedGuards = new LinkedHashSet<>();
    /** Operands that some path does not close. */
    private final Set<Integer> kept = new HashSet<>();
    /** Operands that some path closes. */
    private final Set<Integer> closedSome = new HashSet<>();
    /** Classes of the objects that are made and returned. */
    private final Set<String> made = new HashSet<>();
    private final Map<Integer, Set<Origin.Foreign>> forks = new HashMap<>();
    /** Snapshots that others close: they got them from here. */
    private final Set<Origin> handedOn = new HashSet<>();
    /** Operands that some path retires, and those that each path so far did, or found to be null. */
    private final Set<Integer> retiredSome = new HashSet<>();
    private @Nullable Set<Integer> retiredAll;
    /** Operands that others have got who may use them later. */
    private final Set<Integer> lent = new HashSet<>();
    private String waiting = "";
    private boolean checkpoint;
    private boolean returnsNormally;
    private boolean takes;
    private boolean yields;
    private boolean yieldsElements;
    private boolean open;

    Ledger(Body body, MethodCode code, Sites sites) {
        this.body = body;
        this.code = code;
        this.sites = sites;
    }

    void open() {
        open = true;
    }

    /** {@code value} escapes by the instruction {@code at}; {@code where} says what happens to it. */
    void leak(int at, Value value, EscapeKind kind, String where) {
        if (open) {
            value.origins().forEach(origin -> leak(at, origin, kind, where));
        }
    }

    private void leak(int at, Origin origin, EscapeKind kind, String where) {
        switch (origin) {
            case Origin.Guarded guarded -> {
                escapedGuards.add(guarded);
                find(at, kind, sites.words(guarded), where);
            }
            case Origin.Foreign foreign -> leaks
                    .computeIfAbsent(foreign, _ -> new EnumMap<>(EscapeKind.class))
                    .putIfAbsent(kind, where);
            case Origin.Holder holder -> {
                unwatch(holder);
                // Two lambdas may hold each other.
                if (leaking.add(holder)) {
                    leakContents(at, holder, kind, where);
                    leaking.remove(holder);
                }
            }
            case Origin.Taken taken -> handedOn.add(taken);
            case Origin.Stowed stowed -> handedOn.add(new Origin.Taken(stowed.at()));
            case Origin.Part _,Origin.Looking _,Origin.Retired _,Origin.Freed _,Origin.RetiredElements _ -> {
                // nothing that must not go there
            }
            case Origin.InField _,Origin.InMemory _ -> {
                // nothing that must not go there
            }
            case Origin.Kept _,Origin.OutlivedKept _,Origin.Pipeline _ -> {
                // may go anywhere
            }
            case Origin.TaskScope _ -> {
                // not guarded itself; its forks are judged when the section ends
            }
        }
    }

    /** Whoever gets a lambda gets what it captured. Only where another thread gets it the call is to blame. */
    private void leakContents(int at, Origin.Holder holder, EscapeKind kind, String where) {
        Value contents = sites.contents(holder);
        if (kind == EscapeKind.HANDOVER) {
            leak(at, contents, kind, where);
            return;
        }
        switch (sites.kind(holder)) {
            case ARRAY -> leak(at, contents, EscapeKind.ARRAY, "is in an array that " + where);
            case LAMBDA -> leak(holder.at(), contents, EscapeKind.CAPTURE, "is captured by a lambda that " + where);
            case COLLECTOR, FUNCTION_CLASS -> {
                // holds nothing that is not judged where it was put in
            }
            case LOCAL_CLASS ->
                    leak(holder.at(), contents, EscapeKind.CAPTURE, "is captured by a local class that " + where);
        }
    }

    void find(int at, EscapeKind kind, String what, String where) {
        if (open) {
            findings.add(new Finding(kind, TypeNames.binary(body.owner().name()), body.id().name(),
                    body.owner().sourceFile(), code.line(at), what, where));
        }
    }

    /** The callers get what they handed in, by itself or in an object that holds it. */
    void returns(Value value) {
        if (open) {
            value.origins().forEach(this::returnsMade);
            sites.reach(value).forEach(origin -> {
                if (origin instanceof Origin.Stowed stowed) {
                    handedOn.add(new Origin.Taken(stowed.at()));
                } else if (origin instanceof Origin.Taken taken) {
                    takes = true;
                    handedOn.add(taken);
                } else if (origin instanceof Origin.Foreign foreign) {
                    returned.add(foreign);
                } else if (origin instanceof Origin.Handed handed && handed.captured()) {
                    returned.add(new Origin.Argument(handed.operand()));
                }
            });
        }
    }

    private void returnsMade(Origin origin) {
        String type = origin instanceof Origin.Holder holder ? sites.classOf(holder) : null;
        if (type != null) {
            made.add(type);
        }
    }

    /** A lambda returns something guarded of its own. */
    void yields(Value value) {
        yields |= open;
        yieldsElements |= open && value.has(Origin.Element.class::isInstance);
    }

    /** The task goes on when the method has returned: whoever made the scope, an operand, joins it. */
    void leavesForked(int scope, Value task) {
        if (open) {
            Set<Origin.Foreign> held = forks.computeIfAbsent(scope, _ -> new HashSet<>());
            for (Origin origin : sites.reach(task)) {
                if (origin instanceof Origin.Foreign foreign) {
                    held.add(foreign);
                } else if (origin instanceof Origin.Handed handed) {
                    held.add(new Origin.Argument(handed.operand()));
                }
            }
        }
    }

    /** Others get snapshots, who may close them. */
    void handsOn(Value value) {
        if (open) {
            sites.reach(value).stream().filter(Origin.Taken.class::isInstance).forEach(handedOn::add);
        }
    }

    /** Others get containers of snapshots, who may close them. */
    void handsOnContents(Value value) {
        if (open) {
            sites.reach(value).forEach(origin -> {
                if (origin instanceof Origin.Stowed stowed) {
                    handedOn.add(new Origin.Taken(stowed.at()));
                }
            });
        }
    }

    /** An operand is called, and handed something. */
    void gives(Gift gift) {
        if (open) {
            gifts.add(gift);
        }
    }

    /** A function that was kept somewhere is called, and handed something of the operands. */
    void hands(Handing handing) {
        if (open) {
            handed.add(handing);
        }
    }

    /** Operands are called inside a section of this method. */
    void runsInSection(Value functions) {
        if (open) {
            functions.origins().forEach(origin -> {
                if (origin instanceof Origin.Argument argument) {
                    ranInSection.add(argument.operand());
                }
            });
        }
    }

    /** Whether the operand whose result this is was called inside a section of this method. */
    boolean ranInSection(Origin.ResultOf result) {
        return ranInSection.contains(result.operand());
    }

    /** The object goes where nobody sees what becomes of the results of its calls. */
    void unwatch(Origin object) {
        LambdaSite site = sites.lambda(object);
        if (open && site != null && object instanceof Origin.Holder holder) {
            unwatched.add(site);
            String yielded = sites.yielded(holder);
            if (yielded != null) {
                find(holder.at(), EscapeKind.RETURN, yielded, "is returned from a method reference");
            }
        }
    }

    Set<LambdaSite> unwatched() {
        return unwatched;
    }

    void stores(Value value, String field) {
        if (open) {
            value.origins().forEach(origin -> {
                if (origin instanceof Origin.Argument argument) {
                    stored.computeIfAbsent(argument.operand(), _ -> new HashSet<>()).add(field);
                }
            });
        }
    }

    /** Some path ends with these guards open. */
    void leavesOpen(Set<Origin> guards) {
        if (open) {
            unclosedGuards.addAll(guards);
        }
    }

    /** Some path returns; these of the method's operands it has not closed. */
    void returnsWith(Set<Integer> operandsKept) {
        returnsNormally |= open;
        if (open) {
            kept.addAll(operandsKept);
        }
    }

    /** Some path returns; these operands it has retired, and these it has closed, or found to be null. */
    void returnsWith(Set<Integer> retired, Set<Integer> gone) {
        if (open) {
            retiredSome.addAll(retired);
            Set<Integer> all = new HashSet<>(retired);
            all.addAll(gone);
            if (retiredAll == null) {
                retiredAll = all;
            } else {
                retiredAll.retainAll(all);
            }
        }
    }

    /** Others get operands, and may use them when the method has returned. */
    void lends(Value value) {
        if (open) {
            sites.reach(value).forEach(origin -> {
                if (origin instanceof Origin.Argument argument) {
                    lent.add(argument.operand());
                }
            });
        }
    }

    /** Operands, or elements of those that are arrays, are closed. */
    void closes(Set<Integer> operands) {
        if (open) {
            closedSome.addAll(operands);
        }
    }

    private boolean isArray(int operand) {
        return body.facts().typeOfOperand(operand).filter(ClassDesc::isArray).isPresent();
    }

    void waits(String in) {
        if (open && waiting.isEmpty()) {
            waiting = in;
        }
    }

    void checkpoints() {
        checkpoint |= open;
    }

    /** All findings. A guard that escapes is not reported once more because nobody closes it. */
    Set<Finding> findings() {
        for (Origin guard : unclosedGuards) {
            if (guard instanceof Origin.Taken taken && !handedOn.contains(taken)) {
                find(taken.at(), EscapeKind.SNAPSHOT_NOT_CLOSED, "the snapshot taken here",
                        "is not closed on every path");
            }
            if (guard instanceof Origin.Opened opened && !escapedGuards.contains(opened)) {
                find(opened.at(), EscapeKind.NOT_CLOSED, "the guard opened here", "is not closed on every path");
            }
        }
        return findings;
    }

    Summary summary() {
        Set<Integer> closed = new HashSet<>();
        for (int operand = 0; returnsNormally && operand < body.operands(); operand++) {
            // A loop over an array may run no round, as far as the code tells.
            if (!kept.contains(operand) || (isArray(operand) && closedSome.contains(operand))) {
                closed.add(operand);
            }
        }
        Set<Integer> retired = new HashSet<>(retiredSome);
        retired.retainAll(retiredAll == null ? Set.of() : retiredAll);
        return new Summary(returned, yields, yieldsElements, leaks, gifts, handed, ranInSection, stored, forks, made,
                takes, retired, lent, closed, waiting, checkpoint);
    }
}

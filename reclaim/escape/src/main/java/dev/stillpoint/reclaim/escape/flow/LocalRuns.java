// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodFacts;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.meaning.MethodRules;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Summary;
import dev.stillpoint.reclaim.escape.value.Value;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lambdas and local objects that run in the method that made them, because it calls them, or hands them to who calls
 * them at once: what they do, it does.
 */
final class LocalRuns {

    /**
     * One that runs.
     *
     * @param body the code
     * @param captured its operands as far as they were captured; empty if they are unknown
     * @param called whether this call is the one of the body, whose result it returns
     */
    record Run(MethodId body, Map<Integer, Value> captured, boolean called) {
    }

    private final MethodScan scan;

    LocalRuns(MethodScan scan) {
        this.scan = scan;
    }

    List<Run> of(Call call, Summary summary) {
        if (GuardApi.runsSection(call.method())) {
            // The body is judged as a section where it is made.
            return List.of();
        }
        List<Run> runs = new ArrayList<>();
        if (!call.isStatic()) {
            holders(call.receiver()).forEach(holder -> add(runs, called(call, holder)));
            add(runs, calledByInterface(call));
        }
        for (int operand = 0; operand < call.operands().size(); operand++) {
            if (runsAtOnce(call, summary, operand)) {
                holders(call.operands().get(operand)).forEach(holder -> add(runs, lambda(holder, false)));
            }
        }
        return runs;
    }

    private static void add(List<Run> runs, @Nullable Run run) {
        if (run != null) {
            runs.add(run);
        }
    }

    private static List<Origin.Holder> holders(Value value) {
        return value.origins().stream().filter(Origin.Holder.class::isInstance).map(Origin.Holder.class::cast).toList();
    }

    private @Nullable Run called(Call call, Origin.Holder holder) {
        LambdaSite site = scan.sites().lambda(holder);
        if (site != null) {
            return site.functional().name().equals(call.method().name()) ? lambda(holder, true) : null;
        }
        String type = scan.sites().classOf(holder);
        return type == null ? null : ofClass(call, type);
    }

    /** A call that names an interface of others, of an operand whose declared class is scanned. */
    private @Nullable Run calledByInterface(Call call) {
        if (call.opcode() != Opcode.INVOKEINTERFACE || scan.world().isScanned(call.method().owner())) {
            return null;
        }
        for (int operand : call.receiver().operands()) {
            String type = scan.body().facts().typeOfOperand(operand).map(TypeNames::elementClass).orElse(null);
            if (type != null && scan.world().isScanned(type)) {
                return ofClass(call, type);
            }
        }
        return null;
    }

    private @Nullable Run ofClass(Call call, String type) {
        if (call.isConstructor()) {
            return null;
        }
        MethodFacts method =
                scan.world().resolve(new MethodId(type, call.method().name(), call.method().descriptor()));
        return method == null ? null : new Run(method.id(), Map.of(), false);
    }

    private @Nullable Run lambda(Origin.Holder holder, boolean called) {
        LambdaSite site = scan.sites().lambda(holder);
        if (site == null) {
            return null;
        }
        return new Run(site.body(), FunctionResults.operands(site, scan.sites().captured(holder)), called);
    }

    /** A scanned method that does not let its argument escape has no other use for a lambda. */
    private boolean runsAtOnce(Call call, Summary summary, int operand) {
        MethodRules.Rule rule = scan.program().methods().of(call.method());
        MethodRules.Sink sink = rule.sink();
        return rule.atOnce()
                || (sink == MethodRules.Sink.NOWHERE && !scan.program().targets(call).isEmpty()
                        && operand >= call.operands().size() - call.arguments().size()
                        && !summary.leaks(operand) && !summary.returns(operand));
    }
}

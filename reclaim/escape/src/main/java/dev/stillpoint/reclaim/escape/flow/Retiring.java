// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.flow;

import dev.stillpoint.reclaim.escape.classes.LambdaSite;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.meaning.ElementRules;
import dev.stillpoint.reclaim.escape.meaning.GuardApi;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.value.Frame;
import dev.stillpoint.reclaim.escape.value.Origin;
import dev.stillpoint.reclaim.escape.value.Value;
import java.util.List;

/**
 * Objects that were retired by hand outside of a section, or freed: variables still refer to them. Of a list whose
 * elements were retired together, the elements must not be used any more; they are known by their type as they come out
 * of it, and the functions that a container calls with them are judged inside. The list itself may be used, and filled
 * anew.
 */
final class Retiring {

    private static final List<String> CHANGES = List.of("add", "clear", "remove", "replace", "retain", "set");

    private final MethodScan scan;

    Retiring(MethodScan scan) {
        this.scan = scan;
    }

    /** What a call does to objects that it retires or frees, and with elements that were retired before. */
    void judge(Call call, Frame frame) {
        if (GuardApi.frees(call.method(), scan.world()) && call.isVirtual()) {
            free(call, frame);
        } else if (GuardApi.retires(call.method())) {
            retire(call, frame);
        } else if (ofElements(call).isEmpty()) {
            return;
        }
        if (CHANGES.stream().anyMatch(call.method().name()::startsWith)) {
            Value changed = ofElements(call);
            frame.replace(value -> value.without(changed.origins()::contains));
        } else {
            call.arguments().forEach(argument -> giveEach(call.at(), argument));
        }
    }

    /** The elements, as far as they are in the result of the call. */
    Value result(Call call) {
        return ofElements(call);
    }

    /** What comes out of the list has a type now that says what it is. */
    static Value shown(Value value) {
        Value elements = value.without(origin -> !(origin instanceof Origin.RetiredElements));
        Value shown = value.without(Origin.RetiredElements.class::isInstance);
        for (Origin origin : elements.origins()) {
            if (origin instanceof Origin.RetiredElements retired) {
                shown = shown.join(Value.of(new Origin.Retired(retired.at())));
            }
        }
        return shown;
    }

    private static Value ofElements(Call call) {
        return call.isStatic() || !ElementRules.isContainer(call.method())
                ? Value.NONE
                : call.receiver().without(origin -> !(origin instanceof Origin.RetiredElements));
    }

    private void free(Call call, Frame frame) {
        int slot = scan.code().variableBefore(call.at(), 1);
        // An object that frees itself, or its parts, is not used by that.
        if (slot > 0 || (slot == 0 && scan.body().facts().isStatic())) {
            gone(slot, new Origin.Freed(call.at()), frame);
        }
    }

    private void retire(Call call, Frame frame) {
        if (scan.isInSection(frame) || call.arguments().isEmpty()) {
            return;
        }
        boolean elements = GuardApi.retiresElements(call.method());
        int slot = scan.code().variableBefore(call.at(), call.arguments().size());
        if (slot >= 0) {
            gone(slot, elements ? new Origin.RetiredElements(call.at()) : new Origin.Retired(call.at()), frame);
        } else if (elements) {
            scan.code().variablesInListBefore(call.at())
                    .forEach(each -> gone(each, new Origin.Retired(call.at()), frame));
        }
    }

    private static void gone(int slot, Origin how, Frame frame) {
        frame.local(slot, frame.local(slot).join(Value.of(how)));
    }

    private void giveEach(int at, Value functions) {
        for (Origin origin : functions.origins()) {
            LambdaSite site = scan.sites().lambda(origin);
            for (int i = 0; site != null && i < site.instantiated().parameterCount(); i++) {
                if (scan.types().isReclaimable(site.instantiated().parameterType(i))) {
                    give(at, site, i);
                }
            }
        }
    }

    private void give(int at, LambdaSite site, int parameter) {
        MethodId body = site.body();
        if (scan.program().isLambdaBody(body)) {
            scan.program().retire(body, site.operandOfParameter(parameter));
        } else {
            scan.ledger().find(at, EscapeKind.USE_AFTER_RETIRE, "an object retired before",
                    "is used by %s, and may be freed already".formatted(body.display()));
        }
    }
}

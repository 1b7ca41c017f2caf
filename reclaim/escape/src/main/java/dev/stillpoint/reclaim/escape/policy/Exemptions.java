// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.classes.ClassFacts;
import dev.stillpoint.reclaim.escape.classes.ExemptionMark;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All exemptions of a scan: those of the policy, and those that the scanned classes state by annotations. */
public final class Exemptions {

    private final List<Exemption> all = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    /** Where local and anonymous classes stand, by their binary names. */
    private final Map<String, MethodId> enclosing = new HashMap<>();

    private Exemptions(ScanPolicy policy) {
        all.addAll(policy.exemptions());
    }

    /** Those of a policy and of the classes that are scanned. */
    public static Exemptions of(ScanPolicy policy, Collection<ClassFacts> classes) {
        Exemptions exemptions = new Exemptions(policy);
        for (ClassFacts facts : classes) {
            facts.exemptions().forEach(exemptions::add);
            if (facts.enclosing() != null) {
                exemptions.enclosing.put(TypeNames.binary(facts.name()), facts.enclosing());
            }
        }
        return exemptions;
    }

    private void add(ExemptionMark mark) {
        String method = mark.method().isEmpty() ? "*" : Exemption.asWritten(mark.method());
        String place = mark.owner() + (mark.method().isEmpty() ? "" : "#" + method);
        if (mark.reason().isBlank()) {
            faults.add(
                    "The @EscapeExemption on %s gives no reason, and exempts nothing: say why the findings are wanted."
                            .formatted(place));
            return;
        }
        for (String kind : mark.kinds()) {
            Exemption.kind(kind).ifPresentOrElse(
                    known -> all.add(new Exemption(known, mark.owner(), method, mark.reason())),
                    () -> faults.add("The @EscapeExemption on %s exempts nothing: %s.".formatted(place,
                            Exemption.noSuchKind(kind))));
        }
    }

    /** Annotations that exempt nothing because they lack a reason or name no kind, each as a sentence. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    /** Whether the finding is wanted. */
    public boolean cover(Finding finding) {
        return all.stream().anyMatch(exemption -> covers(exemption, finding));
    }

    /** Those that cover none of these findings: nobody needs them any more. */
    public List<Exemption> stale(Collection<Finding> found) {
        return all.stream().filter(exemption -> found.stream().noneMatch(finding -> covers(exemption, finding)))
                .toList();
    }

    private boolean covers(Exemption exemption, Finding finding) {
        if (exemption.kind() != finding.kind()) {
            return false;
        }
        return exemption.covers(finding.className(), finding.method()) || coversAround(exemption, finding.className());
    }

    /** Whether it covers the method in which a local class stands, or one further out. */
    private boolean coversAround(Exemption exemption, String className) {
        // Damaged class files may enclose each other.
        Set<String> seen = new HashSet<>();
        String inner = className;
        for (MethodId outer = enclosing.get(inner); outer != null && seen.add(inner); outer = enclosing.get(inner)) {
            inner = TypeNames.binary(outer.owner());
            if (exemption.covers(inner, outer.name())) {
                return true;
            }
        }
        return false;
    }
}

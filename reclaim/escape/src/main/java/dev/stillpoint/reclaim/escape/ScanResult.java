// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.policy.Exemption;
import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a scan saw, and what it found. Nothing found means something only where enough was seen: look at all of it.
 *
 * @param findings the findings that nothing exempts, by class and line
 * @param exempt how many findings the policy and annotations exempt
 * @param classes how many classes were scanned
 * @param sections at how many places in them a read section begins
 * @param unreadable class files and methods that could not be read, each with its file and the reason; the rest was
 *        scanned without them
 * @param missing binary names of types that the scanned classes use and that were not found, so that nobody knows what
 *        they extend or mark
 * @param shadowed class files that were not scanned because a class of the same name came before them, each with its
 *        class and with the file that was scanned instead
 * @param stale exemptions, of the policy or by annotation, that cover no finding any more
 * @param faults annotations that exempt nothing because they give no reason or name no kind, each as a sentence; they
 *        count as findings
 */
public record ScanResult(List<Finding> findings, int exempt, int classes, int sections, List<String> unreadable,
        List<String> missing, List<String> shadowed, List<Exemption> stale, List<String> faults) {

    /** So many missing types, and so many class files, are named. */
    private static final int NAMED = 10;

    public ScanResult {
        findings = List.copyOf(findings);
        unreadable = List.copyOf(unreadable);
        missing = List.copyOf(missing);
        shadowed = List.copyOf(shadowed);
        stale = List.copyOf(stale);
        faults = List.copyOf(faults);
    }

    /** How much was scanned, as a phrase: "12 classes with 3 read sections". */
    public String extent() {
        return "%d %s with %d read %s".formatted(classes, classes == 1 ? "class" : "classes", sections,
                sections == 1 ? "section" : "sections");
    }

    /** The same with the findings and stale exemptions of these kinds alone. */
    ScanResult only(Set<EscapeKind> kinds) {
        return new ScanResult(findings.stream().filter(finding -> kinds.contains(finding.kind())).toList(), exempt,
                classes, sections, unreadable, missing, shadowed,
                stale.stream().filter(exemption -> kinds.contains(exemption.kind())).toList(), faults);
    }

    /** What counts against the scanned classes, each as a line. */
    List<String> lines() {
        return Stream.concat(findings.stream().map(Finding::toString), faults.stream()).toList();
    }

    /**
     * Sentences about what makes the result worth less than it looks: stale exemptions, missing types, and classes that
     * were not scanned.
     *
     * @param remedy what to do about missing types: "Add their jars with --class-path."
     */
    List<String> doubts(String remedy) {
        List<String> doubts = new ArrayList<>();
        if (!missing.isEmpty()) {
            doubts.add("%d types were not found, so what they extend and mark is unknown: %s. %s".formatted(
                    missing.size(), some(missing), remedy));
        }
        if (!shadowed.isEmpty()) {
            doubts.add("%d class files were not scanned, because a class of the same name came before: %s. %s"
                    .formatted(shadowed.size(), some(shadowed), "Scan them apart."));
        }
        stale.forEach(exemption -> doubts.add(staleness(exemption)));
        return doubts;
    }

    /** A sentence about an exemption that covers nothing. */
    static String staleness(Exemption exemption) {
        return exemption.reason().isEmpty()
                ? "The exemption %s covers nothing any more; remove it.".formatted(exemption)
                : "The @EscapeExemption for %s (\"%s\") covers nothing any more; remove it.".formatted(exemption,
                        exemption.reason());
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() > NAMED ? first + ", …" : first;
    }
}

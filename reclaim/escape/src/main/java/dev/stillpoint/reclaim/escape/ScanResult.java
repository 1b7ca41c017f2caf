// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import dev.stillpoint.reclaim.escape.policy.Exemption;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.util.List;

/**
 * What a scan saw, and what it found. Nothing found means something only where enough was seen: look at all of it.
 *
 * @param findings the findings that the policy does not exempt, by class and line
 * @param classes how many classes were scanned
 * @param sections at how many places in them a read section begins
 * @param unreadable class files and methods that could not be read, each with its file and the reason; the rest was
 *        scanned without them
 * @param missing binary names of types that the scanned classes use and that were not found, so that nobody knows what
 *        they extend or mark
 * @param stale exemptions of the policy that cover no finding any more
 */
public record ScanResult(List<Finding> findings, int classes, int sections, List<String> unreadable,
        List<String> missing, List<Exemption> stale) {

    public ScanResult {
        findings = List.copyOf(findings);
        unreadable = List.copyOf(unreadable);
        missing = List.copyOf(missing);
        stale = List.copyOf(stale);
    }

    /** How much was scanned, as a phrase: "12 classes with 3 read sections". */
    public String extent() {
        return "%d %s with %d read %s".formatted(classes, classes == 1 ? "class" : "classes", sections,
                sections == 1 ? "section" : "sections");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.util.Arrays;

/**
 * Findings that are wanted: of one kind, in one class or, with a {@code *} at the end, in all whose name begins so.
 *
 * @param kind the kind
 * @param classes binary name of the class: {@code com.example.Replay}, {@code com.example.legacy.*}
 */
public record Exemption(EscapeKind kind, String classes) {

    /**
     * Reads {@code KIND} or {@code KIND:classes}.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static Exemption parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String classes = colon < 0 ? "*" : text.substring(colon + 1);
        for (EscapeKind known : EscapeKind.values()) {
            if (known.name().equals(kind)) {
                return new Exemption(known, classes);
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is no kind of escape; there are %s".formatted(kind, Arrays.toString(EscapeKind.values())));
    }

    boolean covers(Finding finding) {
        if (finding.kind() != kind) {
            return false;
        }
        String name = finding.className();
        return classes.endsWith("*")
                ? name.startsWith(classes.substring(0, classes.length() - 1))
                : name.equals(classes) || name.startsWith(classes + "$");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import dev.stillpoint.reclaim.escape.report.Finding;
import java.util.Arrays;

/**
 * Findings that are wanted: of one kind, in one class or, with a {@code *} at the end, in all whose name begins so; in
 * one method of it, lambdas included, or in all.
 *
 * @param kind the kind
 * @param classes binary name of the class: {@code com.example.Replay}, {@code com.example.legacy.*}
 * @param method name of the method, or {@code *}
 */
public record Exemption(EscapeKind kind, String classes, String method) {

    /** In all methods. */
    public Exemption(EscapeKind kind, String classes) {
        this(kind, classes, "*");
    }

    /**
     * Reads {@code KIND}, {@code KIND:classes} or {@code KIND:classes#method}.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    public static Exemption parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "*" : text.substring(colon + 1);
        int sharp = rest.indexOf('#');
        String classes = sharp < 0 ? rest : rest.substring(0, sharp);
        String method = sharp < 0 ? "*" : rest.substring(sharp + 1);
        for (EscapeKind known : EscapeKind.values()) {
            if (known.name().equals(kind)) {
                return new Exemption(known, classes, method);
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is no kind of escape; there are %s".formatted(kind, Arrays.toString(EscapeKind.values())));
    }

    boolean covers(Finding finding) {
        if (finding.kind() != kind || !(method.equals("*") || finding.method().equals(method)
                || finding.method().startsWith("lambda$" + method + "$"))) {
            return false;
        }
        String name = finding.className();
        return classes.endsWith("*")
                ? name.startsWith(classes.substring(0, classes.length() - 1))
                : name.equals(classes) || name.startsWith(classes + "$");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return kind + ":" + classes + (method.equals("*") ? "" : "#" + method);
    }
}

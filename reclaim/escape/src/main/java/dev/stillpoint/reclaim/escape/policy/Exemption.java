// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.report.EscapeKind;
import java.util.Arrays;
import java.util.Optional;

/**
 * Findings that are wanted: of one kind, in one class with what is nested in it or, with a {@code *} at the end, in all
 * whose name begins so; in one method of it, with its lambdas, local and anonymous classes, or in all.
 *
 * @param kind the kind
 * @param classes binary name of the class: {@code com.example.Replay}, {@code com.example.legacy.*}
 * @param method name of the method, {@code new} for constructors, {@code static} for initializers of the class, or
 *        {@code *}
 * @param reason why they are wanted; empty if nobody said, as on the command line
 */
public record Exemption(EscapeKind kind, String classes, String method, String reason) {

    /** In all methods. */
    public Exemption(EscapeKind kind, String classes) {
        this(kind, classes, "*");
    }

    /** Without a reason. */
    public Exemption(EscapeKind kind, String classes, String method) {
        this(kind, classes, method, "");
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
        return kind(kind).map(known -> new Exemption(known, classes, method))
                .orElseThrow(() -> new IllegalArgumentException(noSuchKind(kind)));
    }

    static Optional<EscapeKind> kind(String name) {
        return Arrays.stream(EscapeKind.values()).filter(known -> known.name().equals(name)).findFirst();
    }

    static String noSuchKind(String name) {
        return "\"%s\" is no kind of escape; there are %s".formatted(name, Arrays.toString(EscapeKind.values()));
    }

    /** Whether it covers a method of a class, as class files call them. */
    boolean covers(String className, String methodName) {
        return coversClass(className) && coversMethod(methodName);
    }

    private boolean coversClass(String name) {
        return classes.endsWith("*")
                ? name.startsWith(classes.substring(0, classes.length() - 1))
                : name.equals(classes) || name.startsWith(classes + "$");
    }

    /** Lambdas are called {@code lambda$read$0} by javac and {@code read$lambda$0} by Kotlin's compiler. */
    private boolean coversMethod(String name) {
        return method.equals("*") || method.equals(asWritten(name)) || name.startsWith("lambda$" + method + "$")
                || name.startsWith(method + "$lambda$");
    }

    /** The name of a method as exemptions write it. */
    static String asWritten(String methodName) {
        return switch (methodName) {
            case "<init>" -> "new";
            case "<clinit>" -> "static";
            default -> methodName;
        };
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return kind + ":" + classes + (method.equals("*") ? "" : "#" + method);
    }
}

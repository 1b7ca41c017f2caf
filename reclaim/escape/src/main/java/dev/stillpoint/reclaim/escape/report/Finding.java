// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.report;

import java.util.Comparator;

/**
 * One place where a guard, or something that it protects, is used wrongly.
 *
 * @param kind in which way
 * @param className binary name of the class
 * @param method its method, as the class file calls it: {@code <init>}, {@code lambda$answer$0}
 * @param sourceFile the source file's name, empty if the class file does not say
 * @param line the line there, 0 if the class file does not say
 * @param what what escapes: "the guard opened in line 7"
 * @param where what happens to it: "is stored in the field Session.guard"
 */
public record Finding(EscapeKind kind, String className, String method, String sourceFile, int line, String what,
        String where) implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::className)
            .thenComparingInt(Finding::line).thenComparing(Finding::kind).thenComparing(Finding::method)
            .thenComparing(Finding::what).thenComparing(Finding::where);

    /** What to do about it. */
    public String fix() {
        return kind.fix();
    }

    /** By class, line and kind. */
    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /** One line, which begins as a stack trace does, so that development tools make a link of it. */
    @Override
    public String toString() {
        return "%s.%s(%s:%d) %s: %s %s. To fix: %s.".formatted(className, method,
                sourceFile.isEmpty() ? "Unknown" : sourceFile, line, kind, what, where, fix());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.classes.TypeNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Methods of one name in a class and its subclasses, written {@code java.util.concurrent.Future.get}. A {@code *} at
 * the end stands for any rest of the name, {@code new} for the constructors, a leading {@code =} leaves the subclasses
 * out, and {@code /2} at the end leaves out what has not two parameters.
 *
 * @param owner internal name of the class
 * @param exact whether subclasses are left out
 * @param name the method's name, or how it begins
 * @param prefix whether the name is only a beginning
 * @param parameters how many it has, or {@link #ANY}
 */
public record MethodPattern(String owner, boolean exact, String name, boolean prefix, int parameters) {

    /** Any number of parameters. */
    public static final int ANY = -1;

    private static final Pattern SYNTAX = Pattern.compile("(=?)([^=/*]+)\\.([^./*]+|(?=\\*))(\\*?)(?:/(\\d))?");

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if the text does not name a class and a method
     */
    public static MethodPattern of(String text) {
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" names no method; write for example java.util.concurrent.Future.get".formatted(text));
        }
        String name = parts.group(3);
        boolean prefix = !parts.group(4).isEmpty();
        String parameters = parts.group(5);
        return new MethodPattern(TypeNames.internal(parts.group(2)), !parts.group(1).isEmpty(),
                name.equals("new") && !prefix ? "<init>" : name, prefix,
                parameters == null ? ANY : Integer.parseInt(parameters));
    }

    /** Whether a method of this name may be one of these. */
    public boolean names(String method) {
        return prefix ? method.startsWith(name) : method.equals(name);
    }

    /** Whether a call of {@code method} is one of these, as far as the hierarchy of its class is known. */
    public boolean matches(MethodId method, ClassWorld world) {
        return names(method.name()) && (parameters == ANY || method.parameterCount() == parameters)
                && (exact ? method.owner().equals(owner) : world.isSubtype(method.owner(), owner));
    }
}

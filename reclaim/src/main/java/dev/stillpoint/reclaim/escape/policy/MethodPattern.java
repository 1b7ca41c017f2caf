package dev.stillpoint.reclaim.escape.policy;

import dev.stillpoint.reclaim.escape.classes.ClassWorld;
import dev.stillpoint.reclaim.escape.classes.MethodId;
import dev.stillpoint.reclaim.escape.classes.TypeNames;

/**
 * Methods of one name in a class and its subclasses, written {@code java.util.concurrent.Future.get}. A {@code *} at
 * the end stands for any rest of the name, {@code new} for the constructors, and a leading {@code =} leaves the
 * subclasses out.
 *
 * @param owner internal name of the class
 * @param exact whether subclasses are left out
 * @param name the method's name, or how it begins
 * @param prefix whether the name is only a beginning
 */
public record MethodPattern(String owner, boolean exact, String name, boolean prefix) {

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if the text does not name a class and a method
     */
    public static MethodPattern of(String text) {
        boolean exact = text.startsWith("=");
        int dot = text.lastIndexOf('.');
        if (dot <= 0 || dot == text.length() - 1) {
            throw new IllegalArgumentException(
                    "\"%s\" names no method; write for example java.util.concurrent.Future.get".formatted(text));
        }
        String owner = TypeNames.internal(text.substring(exact ? 1 : 0, dot));
        String method = text.substring(dot + 1);
        boolean prefix = method.endsWith("*");
        String name = prefix ? method.substring(0, method.length() - 1) : method;
        return new MethodPattern(owner, exact, name.equals("new") ? "<init>" : name, prefix);
    }

    /** Whether a call of {@code method} is one of these, as far as the hierarchy of its class is known. */
    public boolean matches(MethodId method, ClassWorld world) {
        boolean named = prefix ? method.name().startsWith(name) : method.name().equals(name);
        return named && (exact ? method.owner().equals(owner) : world.isSubtype(method.owner(), owner));
    }
}

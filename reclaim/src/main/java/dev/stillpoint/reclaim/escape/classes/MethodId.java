package dev.stillpoint.reclaim.escape.classes;

/**
 * A method as class files name it.
 *
 * @param owner internal name of the class: {@code java/lang/Thread}
 * @param name its name; {@code <init>} for constructors
 * @param descriptor parameter and result types: {@code (J)V}
 */
public record MethodId(String owner, String name, String descriptor) {

    /** Class and method for messages, without the package. */
    public String display() {
        return TypeNames.simple(owner) + (name.equals("<init>") ? "'s constructor" : "." + name);
    }
}

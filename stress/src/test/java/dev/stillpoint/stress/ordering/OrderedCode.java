// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.ordering;

import dev.stillpoint.stress.structure.ClassFiles;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What class files say about memory ordering. The fields that must be explained: volatile ones, those that a VarHandle
 * is for, and atomic objects. And every place where something is ordered: fences, and accesses through a VarHandle in
 * another mode than plain.
 */
final class OrderedCode {

    private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
    private static final String ATOMICS = "Ljava/util/concurrent/atomic/";
    private static final Set<String> PLAIN = Set.of("get", "set");

    private final Set<Member> members = new LinkedHashSet<>();
    private final Set<Member> shared = new LinkedHashSet<>();
    private final List<Access> accesses = new ArrayList<>();

    /**
     * A field or a method.
     *
     * @param owners the simple names of its class and of those that enclose it, the outermost first
     */
    record Member(List<String> owners, String name) {

        /** Whether {@code owner}, which may be {@code Outer.Inner}, is its class or encloses it. */
        boolean isOf(String owner) {
            return ("." + String.join(".", owners) + ".").contains("." + owner + ".");
        }

        @Override
        public String toString() {
            return String.join(".", owners) + "." + name;
        }
    }

    /**
     * A fence, or an access in another mode than plain.
     *
     * @param source the source file, below the folder of the outermost package
     */
    record Access(String source, int line, Member method, String operation) {

        boolean isFence() {
            return operation.endsWith("Fence");
        }
    }

    private OrderedCode() {
    }

    /** Reads all classes below folders or in jars. */
    static OrderedCode read(List<Path> classes) throws IOException {
        OrderedCode code = new OrderedCode();
        for (Path root : classes) {
            ClassFiles.forEach(root, code::add);
        }
        return code;
    }

    /** All fields and methods. */
    Set<Member> members() {
        return members;
    }

    /** The fields that must be explained. */
    Set<Member> shared() {
        return shared;
    }

    List<Access> accesses() {
        return accesses;
    }

    private void add(ClassModel type) {
        Set<String> handles = new LinkedHashSet<>();
        for (FieldModel field : type.fields()) {
            String kind = field.fieldType().stringValue();
            Member member = member(type.thisClass(), field.fieldName().stringValue());
            members.add(member);
            if (field.flags().has(AccessFlag.VOLATILE) || kind.startsWith(ATOMICS)) {
                shared.add(member);
            }
            if (kind.equals("L" + VAR_HANDLE + ";")) {
                handles.add(member.name());
            }
        }
        for (MethodModel method : type.methods()) {
            members.add(member(type.thisClass(), method.methodName().stringValue()));
            addAccesses(type, method);
            handles.removeAll(addHandles(type, method));
        }
        if (!handles.isEmpty()) {
            throw new IllegalStateException("It cannot be told which fields these VarHandles of %s are for: %s"
                    .formatted(type.thisClass().name(), handles));
        }
    }

    private void addAccesses(ClassModel type, MethodModel method) {
        int line = 0;
        for (CodeElement element : code(method)) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else if (element instanceof InvokeInstruction call
                    && call.owner().name().equalsString(VAR_HANDLE) && !PLAIN.contains(call.name().stringValue())) {
                // What a lambda does, the method does that it stands in.
                String name = method.methodName().stringValue().replaceFirst("^lambda\\$(\\w+)\\$\\d+$", "$1");
                accesses.add(new Access(source(type), line, member(type.thisClass(), name),
                        call.name().stringValue()));
            }
        }
    }

    /** Adds the fields for which this method makes VarHandles, and returns the names of the handles. */
    private Set<String> addHandles(ClassModel type, MethodModel method) {
        Set<String> made = new LinkedHashSet<>();
        List<LoadableConstantEntry> constants = new ArrayList<>();
        @Nullable Set<Member> targets = null;
        for (CodeElement element : code(method)) {
            if (element instanceof LoadConstantInstruction load) {
                constants.add(load.constantEntry());
            } else if (element instanceof InvokeInstruction call) {
                targets = switch (call.name().stringValue()) {
                    case "fieldVarHandle", "staticFieldVarHandle" -> Set.of(field(constants));
                    case "arrayElementVarHandle" -> arrays(type, (ClassEntry) constants.getLast());
                    // Of memory, or of bytes: no field is meant but the handle itself.
                    case "varHandle", "byteArrayViewVarHandle" -> Set.of();
                    default -> null;
                };
                constants.clear();
            } else if (targets != null && element instanceof FieldInstruction store
                    && store.opcode() == Opcode.PUTSTATIC) {
                String handle = store.name().stringValue();
                shared.addAll(targets.isEmpty() ? Set.of(member(type.thisClass(), handle)) : targets);
                made.add(handle);
                targets = null;
            }
        }
        return made;
    }

    /** Of {@code fieldVarHandle(lookup(), "name", VarHandle.class, Owner.class, type)}; likewise of a static field. */
    private static Member field(List<LoadableConstantEntry> constants) {
        List<StringEntry> names = only(StringEntry.class, constants);
        List<ClassEntry> types = only(ClassEntry.class, constants);
        return member(types.get(1), names.getFirst().stringValue());
    }

    /** The arrays of this type in the class that makes the handle; none if it is for one that comes from elsewhere. */
    private static Set<Member> arrays(ClassModel type, ClassEntry array) {
        return type.fields().stream().filter(field -> field.fieldType().equalsString(array.asInternalName()))
                .map(field -> member(type.thisClass(), field.fieldName().stringValue())).collect(Collectors.toSet());
    }

    private static <T> List<T> only(Class<T> kind, List<? super T> all) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<CodeElement> code(MethodModel method) {
        return method.code().map(code -> code.elementList()).orElse(List.of());
    }

    private static Member member(ClassEntry owner, String name) {
        String internal = owner.asInternalName();
        return new Member(List.of(internal.substring(internal.lastIndexOf('/') + 1).split("\\$")), name);
    }

    private static String source(ClassModel type) {
        String internal = type.thisClass().asInternalName();
        String file = type.findAttribute(Attributes.sourceFile()).orElseThrow().sourceFile().stringValue();
        return internal.substring(0, internal.lastIndexOf('/') + 1) + file;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.lang.classfile.Annotation;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.EnclosingMethodAttribute;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.classfile.attribute.RuntimeInvisibleParameterAnnotationsAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A class file.
 *
 * @param name internal name
 * @param superclass internal name; null for {@code Object}
 * @param interfaces internal names
 * @param marked whether the class itself carries {@code @GuardScoped}
 * @param local whether it is a local or anonymous class
 * @param enclosing the method in which that stands, or only its class, with an empty name; null for others
 * @param sourceFile the name of its source file, or empty
 * @param fields the types of its instance fields
 * @param methods all that it declares
 * @param exemptions what it and its methods say about findings that are wanted
 * @param location the file that it was read from
 * @param bytes where its code can be read again
 */
public record ClassFacts(String name, @Nullable String superclass, List<String> interfaces, boolean marked,
        boolean local, @Nullable MethodId enclosing, String sourceFile, List<ClassDesc> fields,
        List<MethodFacts> methods, List<ExemptionMark> exemptions, String location, ClassBytes bytes) {

    private static final String MARK = "Ldev/stillpoint/reclaim/GuardScoped;";

    /**
     * Reads a class file, except for the code.
     *
     * @param again where the same bytes can be read later
     * @throws IllegalArgumentException if these are not the bytes of one that this JDK can read
     */
    public static ClassFacts of(byte[] bytes, String location, ClassBytes again) {
        ClassModel model = parse(bytes);
        String name = model.thisClass().asInternalName().intern();
        List<MethodModel> methods = model.methods();
        return new ClassFacts(name, model.superclass().map(ClassEntry::asInternalName).orElse(null),
                model.interfaces().stream().map(ClassEntry::asInternalName).toList(), isMarked(model),
                model.findAttribute(Attributes.enclosingMethod()).isPresent(),
                model.findAttribute(Attributes.enclosingMethod()).map(ClassFacts::enclosing).orElse(null),
                model.findAttribute(Attributes.sourceFile()).map(ClassFacts::sourceFile).orElse(""),
                model.fields().stream().filter(field -> !field.flags().has(AccessFlag.STATIC))
                        .map(FieldModel::fieldTypeSymbol).toList(),
                IntStream.range(0, methods.size()).mapToObj(i -> methodFacts(name, i, methods.get(i))).toList(),
                ExemptionMark.of(model), location, again);
    }

    /** The class file as the JDK presents it. It holds all bytes, so nobody keeps it for long. */
    static ClassModel parse(byte[] bytes) {
        return ClassFile.of(ClassFile.DebugElementsOption.PASS_DEBUG).parse(bytes);
    }

    /** Whether one of its methods, or of their parameters, is marked. */
    boolean marksMethods() {
        return methods.stream().anyMatch(method -> method.marked() || !method.markedParameters().isEmpty());
    }

    /** The method that this class declares itself. */
    public @Nullable MethodFacts method(String methodName, String descriptor) {
        for (MethodFacts method : methods) {
            if (method.id().name().equals(methodName) && method.id().descriptor().equals(descriptor)) {
                return method;
            }
        }
        return null;
    }

    private static MethodId enclosing(EnclosingMethodAttribute attribute) {
        return new MethodId(attribute.enclosingClass().asInternalName(),
                attribute.enclosingMethodName().map(Utf8Entry::stringValue).orElse(""),
                attribute.enclosingMethodType().map(Utf8Entry::stringValue).orElse("()V"));
    }

    private static String sourceFile(SourceFileAttribute attribute) {
        return attribute.sourceFile().stringValue();
    }

    private static MethodFacts methodFacts(String owner, int index, MethodModel method) {
        // Thousands of classes have methods of the same name and type.
        MethodId id = new MethodId(owner, method.methodName().stringValue().intern(),
                method.methodType().stringValue().intern());
        return new MethodFacts(id, index, method.flags().flagsMask(), isMarked(method), markedParameters(method),
                method.findAttribute(Attributes.signature()).map(ClassFacts::genericResult).orElse(""));
    }

    /** Most signatures say nothing of the result. */
    private static String genericResult(SignatureAttribute attribute) {
        String signature = attribute.signature().stringValue();
        return signature.indexOf('<', signature.lastIndexOf(')')) < 0 ? "" : signature;
    }

    private static boolean isMarked(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .map(RuntimeInvisibleAnnotationsAttribute::annotations).filter(ClassFacts::containsMark).isPresent();
    }

    private static boolean containsMark(List<Annotation> annotations) {
        return annotations.stream().anyMatch(annotation -> annotation.className().equalsString(MARK));
    }

    private static Set<Integer> markedParameters(MethodModel method) {
        List<List<Annotation>> perParameter = method
                .findAttribute(Attributes.runtimeInvisibleParameterAnnotations())
                .map(RuntimeInvisibleParameterAnnotationsAttribute::parameterAnnotations).orElse(List.of());
        // javac lists no annotations for the parameters that it puts in front itself.
        int unlisted = perParameter.isEmpty()
                ? 0
                : method.methodTypeSymbol().parameterCount() - perParameter.size();
        Set<Integer> marked = new HashSet<>();
        for (int i = 0; i < perParameter.size(); i++) {
            if (containsMark(perParameter.get(i))) {
                marked.add(i + unlisted);
            }
        }
        return Set.copyOf(marked);
    }
}

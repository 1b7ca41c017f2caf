// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.structure;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which source file uses which, as the class files say it. A file is a top-level class with all that is nested in it.
 * It uses another one if it names a class of it in its code, its declarations or its annotations.
 *
 * @param uses each file, named like its top-level class, with those files of the same roots that it uses
 */
record FileGraph(Map<String, Set<String>> uses) {

    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)");

    /**
     * Reads folders and jars of classes.
     *
     * @throws IllegalArgumentException if there is no class in one of them
     */
    static FileGraph read(List<Path> roots) throws IOException {
        Map<String, String> fileOfClass = new TreeMap<>();
        Map<String, Set<String>> namesInFile = new TreeMap<>();
        for (Path root : roots) {
            int before = fileOfClass.size();
            ClassFiles.forEach(root, type -> {
                String source = sourceOf(type);
                fileOfClass.put(type.thisClass().asInternalName(), source);
                addNames(type, namesInFile.computeIfAbsent(source, _ -> new HashSet<>()));
            });
            if (fileOfClass.size() == before) {
                throw new IllegalArgumentException("no classes in " + root);
            }
        }
        Map<String, Set<String>> uses = new TreeMap<>();
        namesInFile.forEach((file, names) -> {
            Set<String> used = new TreeSet<>();
            names.stream().filter(fileOfClass::containsKey).map(fileOfClass::get).forEach(used::add);
            used.remove(file);
            uses.put(file, used);
        });
        return new FileGraph(uses);
    }

    /** The outermost class: nested ones name their host. */
    private static String sourceOf(ClassModel type) {
        return type.findAttribute(Attributes.nestHost()).map(host -> host.nestHost()).orElse(type.thisClass())
                .asInternalName().replace('/', '.');
    }

    // -- the names in one class

    private static void addNames(ClassModel type, Set<String> names) {
        type.constantPool().forEach(entry -> {
            if (entry instanceof ClassEntry named) {
                addNamed(named, names);
            }
        });
        addDeclared(type, names);
        for (FieldModel field : type.fields()) {
            addDescriptor(field.fieldType().stringValue(), names);
            addDeclared(field, names);
        }
        for (MethodModel method : type.methods()) {
            addDescriptor(method.methodType().stringValue(), names);
            addDeclared(method, names);
        }
    }

    private static void addNamed(ClassEntry named, Set<String> names) {
        if (named.asInternalName().startsWith("[")) {
            addDescriptor(named.asInternalName(), names);
        } else {
            names.add(named.asInternalName());
        }
    }

    private static void addDeclared(AttributedElement declared, Set<String> names) {
        declared.findAttribute(Attributes.signature())
                .ifPresent(signature -> addDescriptor(signature.signature().stringValue(), names));
        declared.findAttribute(Attributes.runtimeVisibleAnnotations())
                .ifPresent(attribute -> addAnnotations(attribute.annotations(), names));
        declared.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .ifPresent(attribute -> addAnnotations(attribute.annotations(), names));
    }

    private static void addAnnotations(List<Annotation> annotations, Set<String> names) {
        annotations.forEach(annotation -> addDescriptor(annotation.className().stringValue(), names));
    }

    private static void addDescriptor(String descriptor, Set<String> names) {
        Matcher matcher = IN_DESCRIPTOR.matcher(descriptor);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
    }
}

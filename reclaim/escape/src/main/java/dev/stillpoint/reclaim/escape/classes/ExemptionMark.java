// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@code @EscapeExemption}, as a class file has it.
 *
 * @param owner binary name of the class that carries it, or whose method does
 * @param method the method's name in the class file; empty if the class carries it
 * @param kinds the names of the kinds, whether there are such kinds or not
 * @param reason the reason, perhaps blank
 */
public record ExemptionMark(String owner, String method, List<String> kinds, String reason) {

    private static final String MARK = "Ldev/stillpoint/reclaim/EscapeExemption;";

    /** All that a class and its methods carry. */
    static List<ExemptionMark> of(ClassModel model) {
        List<ExemptionMark> marks = new ArrayList<>();
        String owner = TypeNames.binary(model.thisClass().asInternalName());
        collect(model, owner, "", marks);
        model.methods().forEach(method -> collect(method, owner, method.methodName().stringValue(), marks));
        return List.copyOf(marks);
    }

    private static void collect(AttributedElement element, String owner, String method, List<ExemptionMark> into) {
        element.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .map(RuntimeInvisibleAnnotationsAttribute::annotations).orElse(List.of()).stream()
                .filter(annotation -> annotation.className().equalsString(MARK))
                .map(annotation -> new ExemptionMark(owner, method, texts(annotation, "kind"),
                        String.join("", texts(annotation, "reason"))))
                .forEach(into::add);
    }

    private static List<String> texts(Annotation annotation, String name) {
        List<String> texts = new ArrayList<>();
        for (AnnotationElement element : annotation.elements()) {
            if (element.name().equalsString(name)) {
                collectTexts(element.value(), texts);
            }
        }
        return List.copyOf(texts);
    }

    private static void collectTexts(AnnotationValue value, List<String> into) {
        if (value instanceof AnnotationValue.OfString text) {
            into.add(text.stringValue());
        } else if (value instanceof AnnotationValue.OfArray array) {
            array.values().forEach(each -> collectTexts(each, into));
        }
    }
}

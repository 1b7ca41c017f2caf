// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MXBean;
import javax.management.StandardMBean;
import jdk.jfr.Description;
import org.jspecify.annotations.Nullable;

/**
 * A management bean that tells tools what each attribute and operation means, and not only its name. The words stand
 * beside the methods of the bean's interface, in the annotation {@link Description} of Flight Recorder: it is meant for
 * sentences about what is measured, and is in a module that both libraries need anyway.
 */
final class DescribedBean extends StandardMBean {

    private final Class<?> shown;

    private <T> DescribedBean(T bean, Class<T> shown) {
        super(bean, shown, true);
        this.shown = shown;
    }

    /** @param shown the interface by which tools see the bean, an {@link MXBean} that the bean implements */
    static <T> DescribedBean of(Object bean, Class<T> shown) {
        return new DescribedBean(shown.cast(bean), shown);
    }

    @Override
    protected @Nullable String getDescription(MBeanInfo info) {
        Description description = shown.getAnnotation(Description.class);
        return description == null ? super.getDescription(info) : description.value();
    }

    @Override
    protected @Nullable String getDescription(MBeanAttributeInfo info) {
        Set<String> getters = Set.of("get" + info.getName(), "is" + info.getName());
        String description = descriptionOf(getters::contains);
        return description == null ? super.getDescription(info) : description;
    }

    @Override
    protected @Nullable String getDescription(MBeanOperationInfo info) {
        String description = descriptionOf(info.getName()::equals);
        return description == null ? super.getDescription(info) : description;
    }

    private @Nullable String descriptionOf(Predicate<String> name) {
        return Arrays.stream(shown.getMethods()).filter(method -> name.test(method.getName()))
                .map(method -> method.getAnnotation(Description.class)).filter(found -> found != null)
                .map(Description::value).findFirst().orElse(null);
    }
}

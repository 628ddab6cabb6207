package dev.mha.core;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives every property a seed that depends on its name alone, so that what passes once passes again on the same code.
 * New seeds are drawn with {@code -Dmha.newSeeds}, as the profile soak does. The tests of core and verify have one
 * each, with its test: each registers its own, and a test class serves two modules only by a test-jar or a third
 * module.
 */
public final class SameSeedEachTime implements AroundPropertyHook {
    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property)
            throws Throwable {
        if (System.getProperty("mha.newSeeds") == null && context.attributes().seed().isEmpty()) {
            String name = context.containerClass().getName() + '.' + context.targetMethod().getName();
            context.attributes().setSeed(Long.toString(name.hashCode()));
        }
        return property.execute();
    }
}

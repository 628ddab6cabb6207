package dev.mha.verify.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs test classes up to the first failure: prints its name and ends with status 1, else with the number of tests. */
final class FirstFailure implements TestExecutionListener {
    private final PrintStream out;
    private int passed;

    private FirstFailure(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the tests and ends this virtual machine.
     *
     * @param arguments class names
     */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(PrintStream.nullOutputStream(), true, UTF_8)); // properties print their samples
        FirstFailure listener = new FirstFailure(out);
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(arguments).map(DiscoverySelectors::selectClass).toList())
                // a smaller counterexample is not worth its time here, nor are those of other mutants
                .configurationParameter("jqwik.shrinking.default", "OFF")
                .configurationParameter("jqwik.database", "").build();
        LauncherFactory.create().execute(request, listener);
        out.println(listener.passed);
        end(0);
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            out.println(identifier.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast)
                    .map(MethodSource::getMethodName).orElse(identifier.getDisplayName()));
            end(1);
        }
        passed += identifier.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL ? 1 : 0;
    }

    /** At once: what a broken class left running must not hold the machine. */
    private static void end(int status) {
        Runtime.getRuntime().halt(status);
    }
}

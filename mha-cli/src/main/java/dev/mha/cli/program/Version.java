package dev.mha.cli.program;

import dev.mha.kernels.Kernels;
import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The version, what computes, and the Java that runs it. */
public final class Version implements IVersionProvider {

    /** Version of the program. */
    public static String program() {
        ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
    }

    /** Version, maker and platform of the Java that runs it. */
    public static String java() {
        return System.getProperty("java.vm.name") + " " + Runtime.version() + " (" + System.getProperty("java.vendor")
                + "), " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    @Override
    public String[] getVersion() {
        return new String[]{"mha " + program(), Kernels.describe().toString(), java()};
    }
}

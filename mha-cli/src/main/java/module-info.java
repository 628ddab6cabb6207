/** The command line of mha. */
module dev.mha.cli {
    requires dev.mha.core;
    requires info.picocli;
    requires de.siegmar.fastcsv;
    requires tools.jackson.jr.ob;
    requires com.samskivert.jmustache;
    requires java.logging;

    opens dev.mha.cli to info.picocli;
    opens dev.mha.cli.option to info.picocli;
    opens dev.mha.cli.program to info.picocli;
}

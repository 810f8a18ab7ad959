# Builds ${top} with ${title}.
#
#   ${command}
#
# Steps, from the environment variable STEPS, by default "csim csynth":
#   csim    C simulation of the test bench on tb/input.dat, results in tb/output.dat
#   csynth  C synthesis to RTL, reports in build/solution/syn/report
#   cosim   simulation of the RTL with the same test bench
#   export  the RTL as an IP core, after place and route in Vivado
# PART and CLOCK_NS in the environment override the part and the clock period in ns.

set root [file dirname [file normalize [info script]]]
proc setting {name default} {
    if {[info exists ::env($$name)] && $$::env($$name) ne ""} {
        return $$::env($$name)
    }
    return $$default
}
set steps [setting STEPS "csim csynth"]
foreach step $$steps {
    if {$$step ni {csim csynth cosim export}} {
        puts stderr "unknown step '$$step': the steps are csim, csynth, cosim and export"
        exit 2
    }
}
set samples "$$root/tb/input.dat"
if {("csim" in $$steps || "cosim" in $$steps) && ![file exists $$samples]} {
    puts stderr "there are no samples: write $$samples, a line per sample with the codes of the inputs"
    exit 2
}

cd $$root
open_project -reset build
set_top ${top}
add_files src/${top}.cpp -cflags "-std=${cflags}"
add_files -tb tb/${top}_tb.cpp -cflags "-std=${cflags} -Wno-unknown-pragmas"
open_solution -reset ${solution}
set_part [setting PART ${part}]
create_clock -period [setting CLOCK_NS ${clock_ns}] -name default

set arguments "$$samples $$root/tb/output.dat"
if {"csim" in $$steps} {
    csim_design -argv $$arguments
}
if {"csynth" in $$steps || "cosim" in $$steps || "export" in $$steps} {
    csynth_design
}
if {"cosim" in $$steps} {
    cosim_design -argv $$arguments
}
if {"export" in $$steps} {
    export_design -format ip_catalog ${export}
}
exit

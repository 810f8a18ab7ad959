"""What vendors' tools leave, written after the tools' formats, for a design called `net`."""

CSYNTH = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<profile>
  <ReportVersion><Version>2023.2</Version></ReportVersion>
  <UserAssignments>
    <Part>xcu250-figd2104-2L-e</Part>
    <TopModelName>net</TopModelName>
    <TargetClockPeriod>5.00</TargetClockPeriod>
    <ClockUncertainty>1.35</ClockUncertainty>
  </UserAssignments>
  <PerformanceEstimates>
    <PipelineType>dataflow</PipelineType>
    <SummaryOfTimingAnalysis>
      <unit>ns</unit>
      <EstimatedClockPeriod>3.622</EstimatedClockPeriod>
    </SummaryOfTimingAnalysis>
    <SummaryOfOverallLatency>
      <unit>clock cycles</unit>
      <Best-caseLatency>19</Best-caseLatency>
      <Average-caseLatency>19</Average-caseLatency>
      <Worst-caseLatency>21</Worst-caseLatency>
      <Interval-min>10</Interval-min>
      <Interval-max>11</Interval-max>
    </SummaryOfOverallLatency>
  </PerformanceEstimates>
  <AreaEstimates>
    <Resources><BRAM_18K>4</BRAM_18K><DSP>12</DSP><FF>2210</FF><LUT>4403</LUT><URAM>0</URAM></Resources>
    <AvailableResources>
      <BRAM_18K>5376</BRAM_18K><DSP>12288</DSP><FF>3456000</FF><LUT>1728000</LUT><URAM>1280</URAM>
    </AvailableResources>
  </AreaEstimates>
</profile>
"""

COSIM = """================================================================
== Vitis HLS
== Cosim Report for 'net'
================================================================
+----------+----------+-----------------------------------------------+-----------------------------------------------+
|          |          |                Latency(Clock Cycles)          |               Interval(Clock Cycles)          |
+    RTL   +  Status  +-----------------------------------------------+-----------------------------------------------+
|          |          |      min      |      avg      |      max      |      min      |      avg      |      max      |
+----------+----------+-----------------------------------------------+-----------------------------------------------+
|      VHDL|        NA|             NA|             NA|             NA|             NA|             NA|             NA|
|   Verilog|      Pass|             20|             21|             22|             10|             11|             12|
+----------+----------+-----------------------------------------------+-----------------------------------------------+
"""

EXPORT = """<profile>
  <RunData><RUN_TYPE>impl</RUN_TYPE><VIVADO_VERSION>v.2023.2</VIVADO_VERSION></RunData>
  <TimingReport>
    <TargetClockPeriod>5.000</TargetClockPeriod>
    <AchievedClockPeriod>3.104</AchievedClockPeriod>
  </TimingReport>
  <AreaReport>
    <Resources><BRAM>2</BRAM><CLB>310</CLB><DSP>11</DSP><FF>1987</FF><LUT>1622</LUT><SRL>71</SRL><URAM>0</URAM></Resources>
    <AvailableResources><BRAM>5376</BRAM><DSP>12288</DSP></AvailableResources>
  </AreaReport>
</profile>
"""

# i++: scripts, with the objects over several lines.
REPORT_DATA = """var loop_attrJSON={
  "nodes":[{"name":"net", "type":"component", "children":[
      {"name":"fc1.B2", "type":"loop", "af":"240.00", "ii":"1", "lt":"12.000000"},
      {"name":"fc2.B2", "type":"loop", "af":"307.50", "ii":"2", "lt":"31.000000"}]}]
}
;var areaJSON={
  "columns":["", "ALUTs", "FFs", "RAMs", "DSPs", "MLABs", "Details"]
  , "debug_enabled":"true"
  , "total_percent":[1.2, 0.6, 0.3, 0.1, 0.9]
  , "total":[5122, 8011, 14, 6, 9]
  , "name":"HLS"
  , "max_resources":[854400, 1708800, 2713, 1518, 0]
}
;var infoJSON={"name":"Info","rows":[]};
var fileJSON=[{"path":"src/net.cpp", "content":"int x = 1;\\nvar y = {};"}];
"""
VERIFICATION = """var verifJSON={
  "functions":[
    {"name":"other", "data":["1", "1,1,1", "n/a"]},
    {"name":"net", "data":["4", "31,40,33", "10,14,12"]}
  ]
};
"""
QUARTUS = """var quartusJSON={
  quartusFitClockSummary: {"nodes":[{"name":"Quartus Fit Summary", "clock":"251.3", "clock1x":"251.3"}]},
  quartusFitResourceUsageSummary: {"nodes":[
    {"name":"other", "alm":"1.0", "reg":1, "dsp":1, "ram":1, "mlab":1},
    {"name":"net", "alm":"3,120.5", "reg":7741, "dsp":6, "ram":12, "mlab":8}]}
};
"""
FIT_SUMMARY = """Fitter Status : Successful - Wed Oct  7 15:31:11 2020
Quartus Prime Version : 20.1.0 Build 711 06/05/2020 SJ Pro Edition
Revision Name : quartus_compile
Device : 10AX115S2F45I1SG
Logic utilization (in ALMs) : 22,549 / 427,200 ( 5 % )
Total registers : 39317
Total pins : 31 / 960 ( 3 % )
Total block memory bits : 3,742,912 / 55,562,240 ( 7 % )
Total RAM Blocks : 461 / 2,713 ( 17 % )
Total DSP Blocks : 6 / 1,518 ( < 1 % )
"""

# oneAPI: a record on each line.
SUMMARY = """{"name":"Kernel Name","parent":"compilerEstimatedKernelResourceUtilizationSummary","data":["ALUTs","FFs"]}
{"name":"fc1","data":[1000,2000,3,1,0]}
{"name":"Total","data":[6001,9001,21,7,12]}
{"name":"Available","data":[974400,1948800,7110,4510,0]}
"""
LOOPS = """{"name":"fc1.B1","af":"401.5","ii":"1","lt":"21.0"}
{"name":"fc2.B1","af":"388.25","ii":"3","lt":"80.0"}
{"name":"fc2.B0","af":"n/a","ii":"n/a"}
"""
QUARTUS_RECORD = """{"quartusFitClockSummary":{"nodes":[{"name":"clock","clock fmax":"402.9"}]},
 "quartusFitResourceUsageSummary":{"nodes":[{"name":"system","type":"system","alm":"5001.2","alut":"6500","reg":"12000","dsp":"7","ram":"20","mlab":"11"},
  {"name":"Fc1","type":"kernel","alm":"10","alut":"10","reg":"10","dsp":"1","ram":"1","mlab":"1"}]}}
"""
TO_COME = QUARTUS_RECORD.replace("5001.2", "TBD").replace('"alm":"10"', '"alm":"TBD"')

REPORTS = {
    "vitis": {
        "build/solution/syn/report/net_csynth.xml": CSYNTH,
        "build/solution/sim/report/net_cosim.rpt": COSIM,
        "build/solution/impl/report/verilog/export_impl.xml": EXPORT,
    },
    "quartus": {
        "build/report.prj/reports/lib/report_data.js": REPORT_DATA,
        "build/cosim.prj/reports/lib/verification_data.js": VERIFICATION,
        "build/fit.prj/reports/lib/quartus_data.js": QUARTUS,
    },
    "oneapi": {
        "build/net.report.prj/reports/resources/json/summary.ndjson": SUMMARY,
        "build/net.report.prj/reports/resources/json/loop_attr.ndjson": LOOPS,
        "build/net.fpga.prj/reports/resources/json/quartus.ndjson": QUARTUS_RECORD,
    },
}
"""What every step leaves, by target and by the path in the project."""

REPORTS["vivado"] = REPORTS["vitis"]

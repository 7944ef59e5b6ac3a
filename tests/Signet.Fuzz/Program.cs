using System.Globalization;
using Signet.Fuzz.Engine;
using Signet.Fuzz.Targets;

// eng/fuzz.sh and docs/security/fuzzing.md use these commands.
CoverageMap.Allocate();
switch (args)
{
    case ["list"]:
        foreach (var target in FuzzTargets.All)
        {
            Console.WriteLine(target.Name);
        }

        return 0;
    case ["instrument", var folder]:
        Instrumentation.Apply(folder);
        return 0;
    case ["run", var name, var seconds, var driver, var corpus, var work]:
        FuzzLoop.Run(FuzzTargets.Find(name), new FuzzOptions(driver, corpus, work, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))));
        return 0;
    case ["replay", var name, .. var files]:
        return Replay.Run(FuzzTargets.Find(name), files);
    case ["minimize", var name, var driver, var maxBytes, .. var from, var to]:
        Minimization.Run(FuzzTargets.Find(name), driver, int.Parse(maxBytes, CultureInfo.InvariantCulture), from, to);
        return 0;
    default:
        Console.Error.WriteLine("usage: list | instrument FOLDER | run TARGET SECONDS DRIVER CORPUS WORK | replay TARGET FILE... | minimize TARGET DRIVER MAX-BYTES FROM... TO");
        return 2;
}

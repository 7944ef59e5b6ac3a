using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Signet.Fuzz.Targets;

namespace Signet.Fuzz.Engine;

/// <summary>
/// Runs one target under libFuzzer, which is a native library in this process and calls back with each input. The findings, the number of inputs
/// and the slowest one are kept here, so that a run goes on after a finding.
/// </summary>
internal static unsafe partial class FuzzLoop
{
    private const int MaxFindings = 20;
    private const int CheckInterval = 256;
    private const int CurrentCapacity = 1 << 20;
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);
    private static FuzzTarget _target = null!;
    private static FuzzOptions _options = null!;
    private static FindingFolder _findings = null!;
    private static byte* _current;
    private static long _executions;
    private static long _started;
    private static TimeSpan _slowest;
    private static int _slowestLength;

    /// <summary>Fuzzes until the time is over; ends the process, with 1 if there are findings.</summary>
    public static void Run(FuzzTarget target, FuzzOptions options)
    {
        (_target, _options) = (target, options);
        _findings = new FindingFolder(options.Findings);
        _started = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(options.Work);
        using var current = MemoryMappedFile.CreateFromFile(Path.Combine(options.Work, "current"), FileMode.Create, null, CurrentCapacity);
        using var view = current.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _current);
        var library = NativeLibrary.Load(options.Driver);
        CoverageMap.UseDriver(library);
        var run = (delegate* unmanaged<int, byte**, delegate* unmanaged[Cdecl]<byte*, nuint, int>, int>)NativeLibrary.GetExport(library, "signet_fuzz_run");
        new Thread(Watch) { IsBackground = true }.Start();
        string[] flags =
        [
            "Signet.Fuzz", options.Found, options.Corpus, $"-max_len={target.MaxLength}", $"-dict={WriteWords(target, options.Work)}",
            "-timeout=0", "-rss_limit_mb=4096", "-detect_leaks=0", "-reload=0", "-verbosity=0", "-entropic=0",

            // The runtime uses signals itself.
            "-handle_segv=0", "-handle_bus=0", "-handle_abrt=0", "-handle_ill=0", "-handle_fpe=0",
            "-handle_int=0", "-handle_term=0", "-handle_xfsz=0", "-handle_usr1=0", "-handle_usr2=0",
        ];
        Directory.CreateDirectory(options.Found);
        var arguments = (byte**)NativeMemory.AllocZeroed((nuint)(flags.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < flags.Length; i++)
        {
            arguments[i] = (byte*)Marshal.StringToCoTaskMemUTF8(flags[i]);
        }

        run(flags.Length, arguments, &OnInput);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnInput(byte* data, nuint size)
    {
        var input = new ReadOnlySpan<byte>(data, (int)size);
        *(int*)_current = input.Length;
        input.CopyTo(new Span<byte>(_current + sizeof(int), CurrentCapacity - sizeof(int)));
        CoverageMap.Restart();
        var finding = InputRun.Run(_target, input, out var elapsed);
        if (finding is not null)
        {
            _findings.Add(finding, input);
        }
        else if (elapsed > _slowest)
        {
            // The first inputs include the compilation of the code.
            var measured = InputRun.Measure(_target, input).Time;
            (_slowest, _slowestLength) = measured > _slowest ? (measured, input.Length) : (_slowest, _slowestLength);
        }

        if (++_executions % CheckInterval == 0 && (Stopwatch.GetElapsedTime(_started) > _options.Duration || _findings.Count >= MaxFindings))
        {
            End();
        }

        return 0;
    }

    private static void End()
    {
        var seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        var edges = CoverageMap.CountEdges(() =>
        {
            foreach (var file in Directory.EnumerateFiles(_options.Corpus).Concat(Directory.EnumerateFiles(_options.Found)))
            {
                CoverageMap.Restart();
                InputRun.Run(_target, File.ReadAllBytes(file), out _);
            }
        });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{_target.Name}: {_executions} inputs, {_executions / seconds:0} per second, {edges} branches, slowest {_slowest.TotalMilliseconds:0.0} ms ({_slowestLength} bytes), {_findings.Count} findings"));
        Console.Out.Flush();
        FuzzFolder.Remove();
        EndProcess(_findings.Count == 0 ? 0 : 1);
    }

    /// <summary>Without the handlers of exit: libFuzzer's would report the input as a crash.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndProcess(int status);

    /// <summary>Ends the process when an input does not end.</summary>
    private static void Watch()
    {
        var (seen, since) = (-1L, Stopwatch.GetTimestamp());
        while (true)
        {
            Thread.Sleep(TimeSpan.FromSeconds(1));
            var executions = Volatile.Read(ref _executions);
            if (executions != seen)
            {
                (seen, since) = (executions, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > MaxSilence)
            {
                var input = new ReadOnlySpan<byte>(_current + sizeof(int), *(int*)_current);
                _findings.Add(new Finding("hang", $"{input.Length} bytes did not end within {MaxSilence.TotalSeconds} s"), input);
                Environment.FailFast("an input does not end");
            }
        }
    }

    private static string WriteWords(FuzzTarget target, string folder)
    {
        var text = new StringBuilder();
        foreach (var word in target.Words.Distinct())
        {
            text.Append('"');
            foreach (var letter in Encoding.UTF8.GetBytes(word))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{letter:X2}");
            }

            text.Append("\"\n");
        }

        var path = Path.Combine(folder, "words.dict");
        File.WriteAllText(path, text.ToString());
        return path;
    }
}

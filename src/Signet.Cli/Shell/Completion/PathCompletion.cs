namespace Signet.Cli.Shell.Completion;

/// <summary>Whether the shell completes a word with paths of its own.</summary>
internal enum PathCompletion
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>With files and directories.</summary>
    Files,

    /// <summary>With directories.</summary>
    Directories,
}

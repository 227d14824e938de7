using System.ComponentModel.DataAnnotations;

namespace RiskMonitor.Silo.Jobs;

/// <summary>A folder in which schools' exports of concerns are left. Section <c>Imports</c>; checked at start.</summary>
public sealed class ImportFolderOptions
{
    public const string Section = "Imports";

    /// <summary>One sub-folder a school, named by the school's id. None: nothing is watched.</summary>
    public string? Folder { get; set; }

    /// <summary>For how long a file must not have changed before it is read: 1 s–1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(30);
}

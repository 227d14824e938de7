namespace RiskMonitor.Dashboard.Imports;

/// <summary>What whoever imports says the export is whole of; nothing, until they say so.</summary>
public sealed class DeclaredFull
{
    public bool IsFull { get; set; }

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    /// <summary>A category a line; empty: all.</summary>
    public string Categories { get; set; } = "";

    /// <summary>As the address of the import has it.</summary>
    public string Query => !IsFull ? "" : string.Concat([
        $"?fullFrom={Uri.EscapeDataString(From)}&fullTo={Uri.EscapeDataString(To)}",
        .. Categories.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(category => $"&category={Uri.EscapeDataString(category)}"),
    ]);
}

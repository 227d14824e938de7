using Orleans;
using Orleans.Runtime;

namespace RiskMonitor.Grains.Tests.Storage;

[Alias("test.INotebookGrain")]
public interface INotebookGrain : IGrainWithStringKey
{
    /// <summary>Returns the version of the state that was written.</summary>
    [Alias("Write")]
    Task<string?> Write(string text);

    [Alias("Read")]
    Task<string?> Read();

    [Alias("Clear")]
    Task Clear();

    [Alias("Leave")]
    Task Leave();
}

[GenerateSerializer, Alias("test.Notebook")]
public sealed class Notebook
{
    [Id(0)] public string? Text { get; set; }
}

/// <summary>A grain with a state and nothing else.</summary>
[GrainType("test-notebook")]
public sealed class NotebookGrain([PersistentState("test-notebook")] IPersistentState<Notebook> state) : Grain, INotebookGrain
{
    public async Task<string?> Write(string text)
    {
        state.State = new Notebook { Text = text };
        await state.WriteStateAsync();
        return state.Etag;
    }

    public Task<string?> Read() => Task.FromResult(state.State.Text);

    public Task Clear() => state.ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

namespace TorchSharp.Tests;

/// <summary>Numbers below the normal range count as zero in operators, whose speed would suffer, and nowhere else.</summary>
public class SmallNumbers
{
    [SubsetFact("the package keeps them")]
    public void Operators_take_them_for_zero()
    {
        Assert.Equal(0, (torch.tensor(1e-30f) * torch.tensor(1e-10f)).item<float>());
        Assert.Equal(0, torch.tensor(1e-39f).add(0).item<float>());
    }

    [SubsetFact("the package keeps them")]
    public void Threads_of_a_product_do_too()
    {
        var product = torch.full([400, 400], 1e-20f).mm(torch.full([400, 400], 1e-20f));    // sums of 1e-40
        Assert.Equal(0, product.max().item<float>());
    }

    [Fact]
    public void Arithmetic_of_the_program_keeps_them()
    {
        using var sum = torch.ones(3).sum();
        var small = sum.item<float>() * 1e-30f;
        Assert.NotEqual(0, small * 1e-10f);
    }
}

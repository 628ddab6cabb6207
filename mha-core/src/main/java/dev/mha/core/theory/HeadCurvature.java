package dev.mha.core.theory;

import dev.mha.core.curvature.ClassifierHessian;
import dev.mha.core.curvature.LinearOperator;
import dev.mha.core.curvature.RitzPair;
import dev.mha.kernels.classifier.ClassifierShape;
import java.util.Arrays;

/**
 * Which head carries the negative curvature. Along a unit vector v the curvature is the sum of the Gauss-Newton part,
 * which is never negative, and one number a head: {@code v'Hv = v'GNv + sum_h H^(-1/2) v_h'N_h v_h}. Here v is the Ritz
 * vector of the least eigenvalue ({@code docs/theory.md}, 3.4).
 *
 * @param gaussNewton {@code v'GNv}
 * @param residual for each head {@code H^(-1/2) v_h'N_h v_h}
 * @param mass for each head {@code |v_h|^2}, which sum to 1
 * @param minima for each head a proved lower bound on {@code H^(-1/2) lambda_min(N_h)}, what it can add at worst; null
 *        when a head has too many parameters
 */
public record HeadCurvature(double gaussNewton, double[] residual, double[] mass, double[] minima) {

    static HeadCurvature of(ClassifierHessian hessian, ClassifierShape shape, RitzPair least, double[] minima) {
        double[] v = least.vector();
        double[] image = product(hessian.residual(), v);
        double[] residual = new double[shape.heads()];
        double[] mass = new double[shape.heads()];
        for (int head = 0; head < shape.heads(); head++) {
            int from = shape.attentionOffset(head);
            for (int i = from; i < from + shape.headParameters(); i++) {
                residual[head] += v[i] * image[i];
                mass[head] += v[i] * v[i];
            }
        }
        double[] rest = product(hessian.gaussNewton(), v);
        double gaussNewton = 0;
        for (int i = 0; i < v.length; i++) {
            gaussNewton += v[i] * rest[i];
        }
        return new HeadCurvature(gaussNewton, residual, mass, minima);
    }

    /** The head that adds least along v, counted from 0: the first of them if there are several. */
    public int least() {
        int least = 0;
        for (int head = 1; head < residual.length; head++) {
            least = residual[head] < residual[least] ? head : least;
        }
        return least;
    }

    /** Whether no other head adds as little as that one. */
    public boolean hasOneLeast() {
        return Arrays.stream(residual).filter(value -> value == residual[least()]).count() == 1;
    }

    private static double[] product(LinearOperator operator, double[] vector) {
        double[] result = new double[vector.length];
        operator.apply(vector, result);
        return result;
    }
}
